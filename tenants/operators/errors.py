class OperatorExists(Exception):
    """The address is an operator's already."""
