"""Codes worth something, once. A code is found by its keyed hash and kept sealed, to be shown to its customer."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import transaction

from helpdesk.lib import clock, sealing
from tenants.audit import services as audit
from tenants.isolation.context import require_tenant_id
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.recovery import ledger, money, periods
from tickets.recovery.errors import NoVoucher, VoucherExpired, VoucherRedeemed, VoucherVoid
from tickets.recovery.models import Grant, Voucher
from tickets.timeline import services as timeline

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that nobody mistakes for one another: no 0 and O, no 1, I and L."""
LENGTH, _GROUP = 16, 4  # 31 ** 16: 79 bits
_PURPOSE = "recovery.voucher"
_LONGEST = 60


def issue(grant: Grant) -> Voucher:
    """Make the voucher of a grant, in the caller's transaction. Its code is in no log and in no event."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    voucher = Voucher(grant=grant, code_hash=_digest(code))
    voucher.sealed = sealing.seal(code, purpose=_PURPOSE, row=str(voucher.pk))
    voucher.save(force_insert=True)
    return voucher


def code_of(voucher: Voucher) -> str:
    """The code as it is said to the customer: XXXX-XXXX-XXXX-XXXX. Raises sealing.Unreadable."""
    code = sealing.unseal(voucher.sealed, purpose=_PURPOSE, row=str(voucher.pk))
    return "-".join(code[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def look_up(code: str) -> Voucher | None:
    """The voucher of a code as somebody typed it, in any case, with or without hyphens; None when there is none."""
    plain = _plain(code)
    if len(plain) != LENGTH:
        return None
    return Voucher.objects.select_related("grant").filter(code_hash=_digest(plain)).first()


def known(codes: Collection[str]) -> set[str]:
    """Those of them that are codes of vouchers, each as it is written here. One query."""
    hashes = {code: _digest(_plain(code)) for code in codes}
    found = set(Voucher.objects.filter(code_hash__in=hashes.values()).values_list("code_hash", flat=True))
    return {code for code, digest in hashes.items() if digest in found}


@transaction.atomic
def redeem(*, code: str, by: Member, reference: str = "") -> Voucher:
    """Use a voucher up. Of two who try at once, one gets it.

    Raises NoVoucher, VoucherRedeemed, VoucherVoid, VoucherExpired.
    """
    voucher = look_up(code)
    if voucher is None:
        raise NoVoucher
    active = Voucher.objects.filter(pk=voucher.pk, state=Voucher.State.ACTIVE)
    if voucher.expires_on is not None and voucher.expires_on < _today():
        raise VoucherExpired
    now = clock.now()
    if not active.update(
        state=Voucher.State.REDEEMED, redeemed_at=now, redeemed_by=by, reference=reference.strip()[:120]
    ):
        voucher.refresh_from_db(fields=["state"])
        raise VoucherVoid if voucher.state == Voucher.State.VOID else VoucherRedeemed
    grant = voucher.grant
    ledger.post(grant, "redeemed", by=by)
    timeline.record(ticket_id=grant.ticket_id, verb="recovery.redeemed", by=by, grant=str(grant.pk))
    audit.record(verb="recovery.redeem", actor=by, object_label=_label(grant), object_id=grant.pk)
    voucher.refresh_from_db()
    return voucher


def void(grant: Grant) -> None:
    """Make the voucher of a grant worthless. Raises VoucherRedeemed."""
    rows = Voucher.objects.filter(grant=grant)
    if not rows.filter(state=Voucher.State.ACTIVE).update(state=Voucher.State.VOID) and rows.exists():
        raise VoucherRedeemed


def _plain(code: str) -> str:
    typed = unicodedata.normalize("NFKC", code[:_LONGEST]).upper()
    return "".join(char for char in typed if char in ALPHABET)


def _digest(plain: str) -> str:
    """Keyed, and of one company: a table of codes that leaked cannot be searched for a guess."""
    key = hashlib.sha256(f"heard.{_PURPOSE} {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{require_tenant_id()} {plain}".encode(), hashlib.sha256).hexdigest()


def _today() -> date:
    return periods.today(clock.now(), tenancy.company().timezone)


def _label(grant: Grant) -> str:
    return f"{grant.get_kind_display()} {money.plain(grant.amount, grant.currency)} {grant.currency}"
