from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal
from tickets.recovery import money


class NoLimit(Refusal):
    """Neither the member nor his role has a limit for this."""

    message = _("You may not give this without asking. Ask for approval.")
    field = "kind"


class OverLimit(Refusal):
    """More than a limit allows. `bound` names its field, `kind` is "" for the limit of all kinds, `left` is a rest."""

    field = "amount"

    def __init__(self, *, bound: str, kind: str, currency: str, left: int) -> None:
        super().__init__(bound, kind, currency, left)
        self.bound, self.kind, self.currency, self.left = bound, kind, currency, left

    @property
    def message(self) -> str:  # type: ignore[override]  # said in the language of whoever reads it
        return str(_OVER[self.bound]) % {"left": money.said(self.left, self.currency)}


_OVER = {
    "per_grant": _("More than you may give at once (%(left)s). Give less, or ask for approval."),
    "per_ticket": _("More than is left for this ticket (%(left)s). Give less, or ask for approval."),
    "per_customer": _("More than is left for this customer in this period (%(left)s). Give less, or ask for approval."),
    "per_period": _("More than you have left in this period (%(left)s). Give less, or ask for approval."),
}


class NoApology(Refusal):
    message = _("Apologise first: a repair is given when the customer has our apology.")


class CannotGive(Refusal):
    """The wish makes no sense, whoever asks. `message` says why."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class KeyTaken(Refusal):
    message = _("This key stands for another grant. Choose a new one for each.")
    field = "key"


class AlreadyReversed(Refusal):
    message = _("This was taken back before.")


class BadLimit(Refusal):
    """A limit that cannot hold."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class NoVoucher(Refusal):
    message = _("No voucher has this code.")
    field = "code"


class VoucherRedeemed(Refusal):
    message = _("This voucher was redeemed before.")


class VoucherVoid(Refusal):
    message = _("This voucher is no longer valid: it was taken back.")


class VoucherExpired(Refusal):
    message = _("This voucher has expired.")


class AlreadyOpen(Refusal):
    message = _("A recovery is open on this ticket already. Close it first.")


class Closed(Refusal):
    message = _("This recovery is closed. Open a new one.")


class StepDone(Refusal):
    message = _("This step was marked before.")
    field = "step"


class StepNotHere(Refusal):
    message = _("This step does not belong here.")
    field = "step"


class NotAnApology(Refusal):
    """The words were not ours, or have not reached the customer."""

    message = _("Choose a reply of ours that has reached the customer.")
    field = "message"


class OnlyEmpathy(NotAnApology):
    message = _(
        "These words do not apologise: to feel with the customer is another step. "
        "Say “I am sorry, the mistake is ours” in a reply, then mark that one."
    )


class ApologyUsed(NotAnApology):
    message = _("This reply was the apology for something else. A new wrong needs a new apology.")


class StillAsked(Refusal):
    message = _("Somebody still waits for a yes or a no on this recovery. Decide it or withdraw it first.")


class InsideLimit(Refusal):
    message = _("This is inside your limit: give it, nobody has to agree.")
    field = "amount"


class AlreadyAsked(Refusal):
    message = _("This was asked already, and nobody has decided yet.")


class NoReason(Refusal):
    message = _("Say in a few words why.")
    field = "reason"


class NoCause(Refusal):
    message = _("Say in a few words what the cause was.")
    field = "cause"


class NoAnswer(Refusal):
    message = _("Say why not: whoever asked has to know.")
    field = "answer"


class AlreadyDecided(Refusal):
    message = _("This was decided or withdrawn meanwhile, or has expired.")


class OwnRequest(Refusal):
    message = _("Somebody else has to decide what you ask for.")


class MayNotDecide(Refusal):
    message = _("Your role may not decide this.")


class NotYours(Refusal):
    message = _("Only whoever asked takes a request back.")


class NotAPart(Refusal):
    message = _("Give what was asked for, or a part of it.")
    field = "granted"
