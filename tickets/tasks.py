"""Table of contents."""

from tickets.mail.tasks import drain as drain
from tickets.recovery.tasks import expire as expire
