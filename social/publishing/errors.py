class NotByHand(Exception):
    """This reply is not one that somebody is to publish by hand, or not any more."""
