class RouteTaken(Exception):
    """The address belongs to somebody already."""
