"""What the room refuses, for programs: a code for each, and what is left where a limit is in the way."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from helpdesk.api.errors import ProblemSerializer, Unfit
from tickets.messages.api import REFUSALS as SPEAKING
from tickets.messages.problems import UNFIT as WORDS
from tickets.recovery import errors

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    **SPEAKING,
    errors.AlreadyOpen: ("recovery_open", None),
    errors.Closed: ("recovery_closed", None),
    errors.StepDone: ("step_done", None),
    errors.StepNotHere: ("step_not_here", None),
    errors.OnlyEmpathy: ("only_empathy", None),
    errors.ApologyUsed: ("apology_used", None),
    errors.NotAnApology: ("not_an_apology", None),
    errors.StillAsked: ("still_asked", None),
    errors.NoApology: ("no_apology", None),
    errors.NoLimit: ("no_limit", None),
    errors.KeyTaken: ("key_taken", None),
    errors.InsideLimit: ("inside_limit", None),
    errors.AlreadyAsked: ("already_asked", None),
    errors.AlreadyDecided: ("already_decided", None),
    errors.OwnRequest: ("own_request", None),
    errors.NotYours: ("not_yours", None),
    errors.AlreadyReversed: ("already_reversed", None),
    errors.VoucherRedeemed: ("voucher_redeemed", None),
    errors.VoucherVoid: ("voucher_void", None),
    errors.VoucherExpired: ("voucher_expired", None),
}
FAULTS: dict[type[Exception], str] = {
    errors.CannotGive: "cannot_give",
    errors.NotAPart: "not_a_part",
    errors.NoReason: "required",
    errors.NoCause: "required",
    errors.NoAnswer: "required",
}


class OverLimitSerializer(ProblemSerializer):
    """With `over_limit`: the `bound` that is in the way, for one `kind` or "" for all, and what is `left` of it."""

    bound = serializers.CharField(required=False)
    kind = serializers.CharField(required=False)
    currency = serializers.CharField(required=False)
    left = serializers.IntegerField(required=False)


class Over(Unfit):
    """It fits nobody's limit now: a conflict with what was given before."""

    status_code = 409


def _over(error: errors.OverLimit) -> Over:
    facts = {"bound": error.bound, "kind": error.kind, "currency": error.currency, "left": error.left}
    return Over(error.message, "over_limit", "amount", **facts)


UNFIT: dict[type[Exception], Callable[[Any], Unfit]] = {**WORDS, errors.OverLimit: _over}
