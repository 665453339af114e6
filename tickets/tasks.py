"""Table of contents."""

from tickets.mail.tasks import drain as drain
