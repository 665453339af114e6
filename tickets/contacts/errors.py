class IdentityTaken(Exception):
    """The address belongs to another contact."""
