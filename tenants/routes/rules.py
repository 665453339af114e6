"""How an address is looked up."""


def mailbox_key(address: str) -> str:
    """The mailbox of a recipient: lower-case, without what stands behind a plus."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def parts_of_key(written: str) -> tuple[str, str] | None:
    """Company and secret of a REST API token, `hrd_<company>_<secret>`; None when it is none. It proves nothing yet."""
    prefix, _, rest = written.strip().partition("_")
    slug, _, secret = rest.partition("_")  # an address has no underscore, a secret may
    return (slug.lower(), secret) if prefix == "hrd" and slug and secret and written.isprintable() else None
