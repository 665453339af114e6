"""When are two mails the same mail? When their author made the same thing, whatever transport wrote on the envelope."""

import hashlib
import re

_AUTHORED = (b"message-id", b"from", b"to", b"cc", b"subject", b"date")
_FIELD = re.compile(rb"^(" + b"|".join(_AUTHORED) + rb")[ \t]*:", re.IGNORECASE)


def fingerprint(raw: bytes) -> str:
    """SHA-256 of Message-ID, people, subject, date and body.

    What servers add on the way (Received, Delivered-To, Return-Path, spam marks), folding and line endings do not
    count. The same Message-ID with another body is another mail.
    """
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    digest = hashlib.sha256()
    for field in sorted(_fields(head)):
        digest.update(field + b"\n")
    digest.update(b"\n" + body.rstrip())
    return digest.hexdigest()


def _fields(head: bytes) -> list[bytes]:
    """The authored header fields, unfolded, names in lower case."""
    unfolded = re.sub(rb"\n[ \t]+", b" ", head)
    found = []
    for line in unfolded.split(b"\n"):
        match = _FIELD.match(line)
        if match:
            found.append(match[1].lower() + b":" + b" ".join(line[match.end() :].split()))
    return found
