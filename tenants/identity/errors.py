class WrongPassword(Exception):
    """The account exists, and this is not its password."""
