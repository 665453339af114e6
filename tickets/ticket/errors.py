class Removed(Exception):
    """The member is no longer of this company."""
