from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """A change of people that is not allowed. Nothing was changed."""


class AboveYourself(Refused):
    message = _("This role is above yours. Ask an owner to do it.")


class LastOwner(Refused):
    message = _("A desk needs an owner. Make somebody else an owner first.")


class AlreadyMember(Refused):
    message = _("This address belongs to somebody who is here already.")


class AlreadyInvited(Refused):
    message = _("This address has an open invitation. Send that one again, or take it back first.")


class NotHere(Refused):
    message = _("This person is no longer here. Invite them to bring them back.")


class TeamNameTaken(Refused):
    message = _("There is a team of this name. Choose another one.")


class TeamInUse(Refused):
    message = _("Tickets, a mailbox or a form belong to this team. Move them to another team first.")


class TooManyInvitations(Refused):
    """Of one member or one company in an hour."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        said = ngettext(
            "Many invitations were sent in this hour. Try again in %(minutes)d minute.",
            "Many invitations were sent in this hour. Try again in %(minutes)d minutes.",
            minutes,
        )
        self.message = said % {"minutes": minutes}


class InvitationGone(Refused):
    """Empty, unknown, used, taken back, expired or another desk's: nobody is told which."""

    message = _("This invitation is no longer good. Ask whoever invited you for a new one.")
