"""Our parser in the shape that the mail oracle asks for: `mail_oracle.py tests.tickets.mail.oracle:read -v`."""

from tickets.mail.rules.parse import parse


def read(raw: bytes) -> dict[str, object]:
    mail = parse(raw)
    return {
        "subject": mail.subject,
        "from_email": mail.from_email,
        "from_name": mail.from_name,
        "to": [address.email for address in mail.to],
        "body": mail.html if mail.html is not None else mail.text,
        "attachments": [attachment.content for attachment in mail.attachments],
    }
