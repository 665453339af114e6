class NotTaken(Exception):
    """The mail-in process did not take the mail."""
