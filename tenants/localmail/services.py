from email import message_from_bytes
from email.header import decode_header, make_header

from django.db import transaction

from tenants.files import services as files
from tenants.localmail.models import LocalMail


@transaction.atomic
def keep(*, raw: bytes, sender: str, recipient: str) -> LocalMail:
    """Keep a mail that would have gone out. The same Message-ID to the same recipient is kept once."""
    headers = message_from_bytes(raw)
    message_id = str(headers["Message-ID"] or "")[:254]
    mail, _ = LocalMail.objects.get_or_create(
        message_id=message_id,
        recipient=recipient[:254],
        defaults={
            "sender": sender[:254],
            "subject": str(make_header(decode_header(str(headers["Subject"] or "")))),
            "raw": files.store(content=raw, media_type="message/rfc822"),
        },
    )
    return mail
