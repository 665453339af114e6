"""What the history says was done, by verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "identity.renew_password": _("Password renewed"),
    "membership.change_role": _("Role changed"),
    "membership.create_team": _("Team made"),
    "membership.introduce": _("Name or signature changed"),
    "membership.invite": _("Invitation sent"),
    "membership.join": _("Invitation accepted"),
    "membership.join_team": _("Added to a team"),
    "membership.leave_team": _("Taken out of a team"),
    "membership.remove": _("Member removed"),
    "membership.remove_team": _("Team removed"),
    "membership.rename_team": _("Team renamed"),
    "membership.resend": _("Invitation sent again"),
    "membership.revoke": _("Invitation taken back"),
    "plans.change": _("Plan changed"),
    "plans.reactivate": _("Desk opened again by the platform"),
    "plans.suspend": _("Desk closed by the platform"),
    "signup.open": _("Desk opened"),
    "support.grant": _("Support access given"),
    "support.list": _("Tickets listed by support"),
    "support.open": _("Ticket opened by support"),
    "support.revoke": _("Support access ended"),
    "tenancy.change": _("Settings of the company changed"),
    "tokens.create": _("API token made"),
    "tokens.revoke": _("API token revoked"),
}
