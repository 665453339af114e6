"""How an address is written down, so that one person is one contact."""

import re

_PHONE = re.compile(r"[^\d+]")


def normalise_email(value: str) -> str:
    """Lower-case, no folding of dots or plus signs: those are different mailboxes for some hosts."""
    return value.strip().lower()


def normalise_phone(value: str) -> str:
    """Digits and a leading plus."""
    digits = _PHONE.sub("", value)
    return digits[:1] + digits[1:].replace("+", "")


def name_from_email(email: str) -> str:
    """What to call somebody who gave no name: the local part of the address."""
    return email.partition("@")[0].replace(".", " ").replace("_", " ").strip() or email
