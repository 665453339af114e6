"""One table: which role may do what. A permission is "room.verb"."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    LEAD = "lead"
    AGENT = "agent"
    LIGHT = "light"


_LIGHT = {"today.see", "ticket.see", "contacts.see", "search.use", "messages.note", "mentions.see", "notifications.own"}
_AGENT = _LIGHT | {
    "ticket.create",
    "ticket.change",
    "messages.reply",
    "messages.resend",
    "portal.link",
    "canned.see",
    "contacts.change",
    "tokens.own",
    "mentions.act",
    "triage.correct",
    "publishing.public",
    "guard.override",
    "handoffs.open",
    "listening.see",
    "sla.see",
    "followups.promise",
    "ticket.snooze",
    "recovery.see",
    "recovery.open",
    "recovery.grant",
    "recovery.ask",
    "recovery.redeem",
}
_LEAD = _AGENT | {
    "canned.change",
    "mail.quarantine",
    "membership.see",
    "contacts.remove",
    "listening.change",
    "accounts.see",
    "calendars.see",
    "recovery.decide",
    "recovery.reverse",
    "recovery.ledger",
}
_ADMIN = _LEAD | {
    "membership.invite",
    "membership.change",
    "teams.change",
    "tenancy.change",
    "tenancy.support",
    "mail.change",
    "portal.change",
    "tokens.manage",
    "admin.use",
    "audit.see",
    "ticket.labels",
    "accounts.change",
    "calendars.change",
    "sla.change",
    "recovery.limits",
}
_OWNER = _ADMIN | {"membership.own"}

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.LIGHT: frozenset(_LIGHT),
    Role.AGENT: frozenset(_AGENT),
    Role.LEAD: frozenset(_LEAD),
    Role.ADMIN: frozenset(_ADMIN),
    Role.OWNER: frozenset(_OWNER),
}

_RANK = [Role.LIGHT, Role.AGENT, Role.LEAD, Role.ADMIN, Role.OWNER]


def may(role: str, permission: str) -> bool:
    """Raises KeyError for a permission that no role has: a typing error must not deny in silence."""
    if permission not in PERMISSIONS[Role.OWNER]:
        raise KeyError(permission)
    return permission in PERMISSIONS[Role(role)]


def may_grant(actor: str, role: str) -> bool:
    """Nobody gives a role above his own; only an owner makes an owner or touches one."""
    return _RANK.index(Role(role)) <= _RANK.index(Role(actor)) and may(actor, "membership.invite")


def may_touch(actor: str, role: str) -> bool:
    """Nobody changes or removes somebody above himself."""
    return _RANK.index(Role(role)) <= _RANK.index(Role(actor)) and may(actor, "membership.change")


def grantable(actor: str) -> list[str]:
    """The roles that an actor may give, the highest first."""
    return [str(role) for role in reversed(_RANK) if may_grant(actor, role)]
