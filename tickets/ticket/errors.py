class UnknownStatus(Exception):
    """The status cannot be set by hand."""


class StrangerToTeam(Exception):
    """The member or team is not, or no longer, of this company."""
