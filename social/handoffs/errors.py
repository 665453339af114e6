from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Each says what to do: `message` is a translation."""

    message = _("This cannot be done.")


class AlreadyOpen(Refused):
    message = _("This customer is invited already. Close that invitation first.")


class AlreadyEnded(Refused):
    message = _("It was closed before.")


class NothingPublic(Refused):
    message = _("Nothing was said in public on this ticket: there is nobody to invite from there.")


class NoPrivatePlace(Refused):
    """The network lets us not write privately to this customer; `message` says why and what can be done."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message  # type: ignore[assignment]


class NoReason(Refused):
    message = _("Say in a few words why nothing is to be said in public.")
