"""Operators' sessions live in their own table, under their own cookie, and end eight hours after the sign-in."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac

from helpdesk.lib import clock
from tenants.identity.sessions import SessionStore as PrintableStore
from tenants.operators.models import Operator, OperatorSession

LIFETIME = timedelta(hours=8)


class SessionStore(PrintableStore):
    key_salt = "heard.operators.sessions"

    @classmethod
    def get_model_class(cls) -> Any:
        return OperatorSession


def start(session: SessionBase, operator: Operator) -> None:
    """A new session under a new id, of somebody who has shown password and second step."""
    session.flush()
    session["operator"] = str(operator.pk)
    session["mark"] = _mark(operator)
    session["until"] = (clock.now() + LIFETIME).timestamp()


def operator_of(session: SessionBase) -> Operator | None:
    """Whose session this is; nobody's after eight hours, when he is disabled, or when he has new secrets."""
    pk, until = session.get("operator"), session.get("until", 0)
    if not pk or until <= clock.now().timestamp():
        return None
    operator = Operator.objects.filter(pk=pk, disabled_at=None).first()
    if operator is None or not constant_time_compare(session.get("mark", ""), _mark(operator)):
        return None
    return operator


def _mark(operator: Operator) -> str:
    secrets = f"{operator.password}:{operator.totp_secret}"
    return salted_hmac("heard.operators.session", secrets, algorithm="sha256").hexdigest()
