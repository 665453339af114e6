from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from tenants.localmail import services


class EmailBackend(BaseEmailBackend):
    """Keeps a mail for the local mailbox page. Demo only: helpdesk/checks.py refuses it elsewhere."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            raw = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            for recipient in mail.recipients():
                services.keep(raw=raw, sender=mail.from_email or "", recipient=recipient)
        return len(email_messages)
