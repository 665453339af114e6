class SlugTaken(Exception):
    """Somebody has this address, or one that looks like it."""
