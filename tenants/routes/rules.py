"""How an address is looked up."""


def mailbox_key(address: str) -> str:
    """The mailbox of a recipient: lower-case, without what stands behind a plus."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
