"""What may leave the house. Values in, values out."""

from helpdesk.lib import placeholders

PLACEHOLDERS = (
    "contact.first_name",
    "contact.name",
    "contact.email",
    "ticket.number",
    "ticket.subject",
    "agent.first_name",
    "agent.name",
    "company.name",
)
"""The names that a prepared text may leave open. They stand here because no reply leaves with one of them."""


def unresolved(body: str) -> list[str]:
    """Places in a reply that nobody has filled in, as they were written."""
    return placeholders.left_over(body, PLACEHOLDERS)
