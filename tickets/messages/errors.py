class EmptyMessage(Exception):
    """There is nothing to say."""


class NoChannel(Exception):
    """The customer cannot be reached: no address is known for the ticket's channel."""


class NotFailed(Exception):
    """Only a reply that could not be delivered is sent again."""
