"""Operators' accounts: made on the machine, opened with a password and a second step, never without one."""

import secrets
import string
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from helpdesk.lib import clock, sealing
from tenants.operators import log, totp
from tenants.operators.errors import OperatorExists
from tenants.operators.models import Operator

ISSUER = "Heard platform"
SEALED_FOR = "operators.totp"
_CODES, _LENGTH = 10, 12
_ALPHABET = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("01lio")))


@dataclass(frozen=True)
class Credentials:
    """Shown once, on the machine where the operator was made."""

    operator: Operator
    secret: str
    recovery_codes: list[str]

    @property
    def uri(self) -> str:
        return totp.uri(self.secret, account=self.operator.email, issuer=ISSUER)


@transaction.atomic
def create(*, email: str, name: str, password: str) -> Credentials:
    """Make an operator. Raises OperatorExists."""
    operator = Operator(email=email.strip().lower(), name=name)
    credentials = _equip(operator, password)
    try:
        with transaction.atomic():
            operator.save(force_insert=True)
    except IntegrityError as error:
        raise OperatorExists(operator.email) from error
    log.record(verb="operators.create", operator=None, label="on the machine", object_label=operator.email)
    return credentials


@transaction.atomic
def renew(*, email: str, password: str) -> Credentials:
    """New password, second step and recovery codes; every open session ends. Raises Operator.DoesNotExist."""
    operator = Operator.objects.select_for_update().get(email=email.strip().lower())
    credentials = _equip(operator, password)
    operator.disabled_at = None
    operator.save()
    log.record(verb="operators.renew", operator=None, label="on the machine", object_label=operator.email)
    return credentials


@transaction.atomic
def disable(*, email: str) -> Operator:
    """Close an account; its sessions end with the next click. Raises Operator.DoesNotExist."""
    operator = Operator.objects.select_for_update().get(email=email.strip().lower())
    operator.disabled_at = operator.disabled_at or clock.now()
    operator.save(update_fields=["disabled_at"])
    log.record(verb="operators.disable", operator=None, label="on the machine", object_label=operator.email)
    return operator


@transaction.atomic
def sign_in(*, email: str, password: str, code: str, address: str) -> Operator | None:
    """Who this is, if password and second step are right; else None, and nobody is told which was wrong.

    `code` is a one-time code or a recovery code; each is good once. The try is in the log either way.
    """
    operator = Operator.objects.select_for_update().filter(email=email.strip().lower(), disabled_at=None).first()
    if operator is None:
        make_password(password)  # as slow as for somebody who is there
    elif check_password(password, operator.password) and _take_code(operator, code.replace(" ", "").replace("-", "")):
        log.record(verb="operators.sign_in", operator=operator, address=address)
        return operator
    log.record(verb="operators.refuse", operator=None, label=email, address=address)
    return None


def _equip(operator: Operator, password: str) -> Credentials:
    secret = totp.new_secret()
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_CODES)]
    operator.set_password(password)
    operator.totp_secret = sealing.seal(secret, purpose=SEALED_FOR, row=str(operator.pk))
    operator.recovery_hashes, operator.last_step = [_hash(code) for code in codes], 0
    return Credentials(operator, secret, ["-".join((code[:4], code[4:8], code[8:])) for code in codes])


def _take_code(operator: Operator, code: str) -> bool:
    """Whether the code is good; it is not a second time. The row is locked: two at once cannot both take it."""
    if (hashed := _hash(code.lower())) in operator.recovery_hashes:
        operator.recovery_hashes = [known for known in operator.recovery_hashes if known != hashed]
        operator.save(update_fields=["recovery_hashes"])
        return True
    try:
        secret = sealing.unseal(operator.totp_secret, purpose=SEALED_FOR, row=str(operator.pk))
    except sealing.Unreadable:  # another SECRET_KEY: renew the operator on the machine
        return False
    step = totp.step_of(secret, code, now=clock.now().timestamp(), after=operator.last_step)
    if step is None:
        return False
    operator.last_step = step
    operator.save(update_fields=["last_step"])
    return True


def _hash(code: str) -> str:
    return salted_hmac("heard.operators.recovery", code, algorithm="sha256").hexdigest()
