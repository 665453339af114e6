"""What the settings pages are made of, and which of them a member may open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helpdesk.lib import clock
from tenants.membership import rules
from tenants.membership import selectors as membership
from tenants.membership.models import Invitation, Member, Team, TeamMember
from tenants.tenancy import addresses
from tickets.mail import selectors as mail
from tickets.mail.models import Inbound, Mailbox
from tickets.workspace import registry
from tickets.workspace.settings_forms import InvitationForm, MailboxForm, NewMailboxForm, TeamNameForm, roles_of


@dataclass(frozen=True, slots=True)
class Door:
    """One page of the settings."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member, and whether the viewer may change him."""

    member: Member
    may_touch: bool
    is_you: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    invitation: Invitation
    is_expired: bool
    may_touch: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: Team
    members: Sequence[Member]


@dataclass(frozen=True, slots=True)
class MailboxRow:
    mailbox: Mailbox
    form: MailboxForm


_DOORS = (
    ("you", "today.see", "workspace:settings-you"),
    ("notifications", "notifications.own", "notifications:settings"),
    ("company", "tenancy.change", "workspace:settings-company"),
    ("people", "membership.see", "workspace:settings-people"),
    ("teams", "membership.see", "workspace:settings-teams"),
    ("mailboxes", "mail.quarantine", "workspace:settings-mailboxes"),
    ("canned", "canned.change", "workspace:settings-canned"),
    ("labels", "ticket.labels", "workspace:settings-labels"),
    ("limits", "recovery.limits", "recovery:settings"),
    ("ledger", "recovery.ledger", "recovery:ledger"),
    ("form", "portal.change", "portal:settings"),
    ("tokens", "tokens.own", "workspace:settings-tokens"),
    ("support", "tenancy.support", "workspace:settings-support"),
    ("admin", "admin.use", "admin:index"),
)


_LAST = ("tokens", "support", "admin")  # what concerns programs and operators stands below everything else


def doors(viewer: Member) -> list[Door]:
    """The settings pages that the viewer may open."""
    labels = {
        "you": _("You"),
        "notifications": _("Notifications"),
        "company": pgettext("settings page", "Company"),
        "people": _("People"),
        "teams": _("Teams"),
        "mailboxes": _("Mailboxes"),
        "canned": _("Canned replies"),
        "labels": _("Statuses and categories"),
        "limits": _("Compensation limits"),
        "ledger": _("Compensation ledger"),
        "form": _("Web form"),
        "tokens": _("API tokens"),
        "support": _("Support access"),
        "admin": _("Admin pages"),
    }
    own = [Door(key, labels[key], reverse(name)) for key, needed, name in _DOORS if viewer.may(needed)]
    others = [
        Door(place.key, place.label, place.url) for _name, pages in registry.settings_pages for place in pages(viewer)
    ]
    at = next((index for index, door in enumerate(own) if door.key in _LAST), len(own))
    return [*own[:at], *others, *own[at:]]


def frame(viewer: Member, here: str) -> dict[str, Any]:
    """The list of settings pages, and which of them is open."""
    return {"here": "settings", "doors": doors(viewer), "door": here}


def people(viewer: Member, *, form: InvitationForm | None = None) -> dict[str, Any]:
    now = clock.now()
    return {
        **frame(viewer, "people"),
        "rows": [
            PersonRow(member, rules.may_touch(viewer.role, member.role), member.pk == viewer.pk)
            for member in membership.members()
        ],
        "invitations": [
            InvitationRow(row, row.expires_at <= now, rules.may_grant(viewer.role, row.role))
            for row in membership.open_invitations()
        ],
        "roles": roles_of(viewer),
        "may_invite": viewer.may("membership.invite"),
        "form": form or InvitationForm(by=viewer),
    }


def teams(viewer: Member, *, form: TeamNameForm | None = None) -> dict[str, Any]:
    places: dict[Any, list[Member]] = {}
    for place in TeamMember.objects.select_related("member").order_by("member__name"):
        places.setdefault(place.team_id, []).append(place.member)
    return {
        **frame(viewer, "teams"),
        "rows": [TeamRow(team, places.get(team.pk, [])) for team in membership.teams()],
        "members": list(membership.members()),
        "may_change": viewer.may("teams.change"),
        "form": form or TeamNameForm(),
    }


def mailboxes(
    viewer: Member, domain: str, *, form: NewMailboxForm | None = None, changed: MailboxRow | None = None
) -> dict[str, Any]:
    """Our addresses, and the mails nobody could read. `changed` is a row whose form was refused."""
    rows = [MailboxRow(row, _form_of(row)) for row in Mailbox.objects.select_related("team").order_by("address")]
    if changed is not None:
        rows = [changed if row.mailbox.pk == changed.mailbox.pk else row for row in rows]
    quarantined: list[Inbound] = mail.quarantined()
    return {
        **frame(viewer, "mailboxes"),
        "rows": rows,
        "domain": f"@{domain}",
        "quarantined": quarantined,
        "may_change": viewer.may("mail.change"),
        "form": form or NewMailboxForm(),
    }


def domain_of(tenant: Any) -> str:
    """Where a company's addresses live."""
    return addresses.host_of(tenant)


def _form_of(mailbox: Mailbox) -> MailboxForm:
    initial = {"name": mailbox.name, "signature": mailbox.signature, "team": mailbox.team_id}
    return MailboxForm(initial=initial, auto_id=f"id_{mailbox.pk}_%s")
