"""What may leave the house, and in which language it is said. Values in, values out."""

from helpdesk.lib import placeholders, text

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


def language_of(body: str, known: str = "") -> str:
    """What is known of the language of words, else what their script says, else English; "" where there are none."""
    return known or (text.language(body, "en") if body else "")
