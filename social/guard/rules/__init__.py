"""What should not stand where everybody reads it. Text in, findings out; no database, no clock."""

from social.guard.rules.reading import read as read
