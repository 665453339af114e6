"""Codes: unguessable, found however they are typed, used once, worthless to another company."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import assert_sound, give, make_recovery, nothing_changes
from tickets.recovery import checking, granting, vouchers
from tickets.recovery.errors import NoVoucher, VoucherExpired, VoucherRedeemed, VoucherVoid
from tickets.recovery.models import LedgerEntry, Voucher
from tickets.timeline.models import Event


@pytest.fixture
def voucher(zaytuna: Desk, alice: Member, bob: Member) -> Voucher:
    with tenant_context(zaytuna.tenant):
        allow_gestures(alice)
        give(make_recovery(bob), bob, 5000)
        return Voucher.objects.get()


def test_a_code_is_sixteen_signs_that_nobody_mistakes_and_is_kept_sealed(zaytuna: Desk, voucher: Voucher) -> None:
    code = vouchers.code_of(voucher)
    assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", code)
    assert len(set(vouchers.ALPHABET)) == 31
    plain = code.replace("-", "")
    assert plain not in voucher.sealed + voucher.code_hash
    with tenant_context(zaytuna.tenant):
        assert plain not in str(list(Event.objects.values())) + str(list(Entry.objects.values()))


def test_it_is_found_however_it_is_typed(zaytuna: Desk, voucher: Voucher) -> None:
    code = vouchers.code_of(voucher)
    with tenant_context(zaytuna.tenant):
        for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", f"\u200e{code}\u200f"):
            assert vouchers.look_up(typed) == voucher
        for typed in ("", "x", code[:-1], code + "A", "A" * 16, "A" * 10_000, "\x00"):
            assert vouchers.look_up(typed) is None


def test_another_company_does_not_know_it(zaytuna: Desk, tapuz: Desk, charlie: Member, voucher: Voucher) -> None:
    code = vouchers.code_of(voucher)
    with tenant_context(tapuz.tenant), nothing_changes():
        assert vouchers.look_up(code) is None
        with pytest.raises(NoVoucher):
            vouchers.redeem(code=code, by=charlie)


def test_it_is_redeemed_once_and_settles_what_is_owed(zaytuna: Desk, alice: Member, voucher: Voucher) -> None:
    code = vouchers.code_of(voucher)
    with tenant_context(zaytuna.tenant):
        used = vouchers.redeem(code=code, by=alice, reference="order 77")
        assert (used.state, used.redeemed_by_id, used.reference) == ("redeemed", alice.pk, "order 77")
        entries = LedgerEntry.objects.filter(verb="redeemed").values_list("account", "amount")
        assert sorted(entries) == [("owed", 5000), ("settled", -5000)]
        assert Event.objects.filter(verb="recovery.redeemed").count() == 1
        with nothing_changes(), pytest.raises(VoucherRedeemed):
            vouchers.redeem(code=code, by=alice)
        assert_sound()
        assert list(checking.check()) == []


def test_what_was_taken_back_or_has_expired_is_worth_nothing(zaytuna: Desk, alice: Member, voucher: Voucher) -> None:
    code = vouchers.code_of(voucher)
    with tenant_context(zaytuna.tenant):
        Voucher.objects.update(expires_on="2026-01-01")
        with nothing_changes(), pytest.raises(VoucherExpired):
            vouchers.redeem(code=code, by=alice)
        Voucher.objects.update(expires_on=None)
        granting.reverse(grant=voucher.grant, by=alice, reason="")
        with nothing_changes(), pytest.raises(VoucherVoid):
            vouchers.redeem(code=code, by=alice)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["redeem", "reverse"])
def test_of_two_at_once_one_gets_it(zaytuna: Desk, alice: Member, voucher: Voucher, other: str) -> None:
    code = vouchers.code_of(voucher)

    def redeem() -> str:
        with tenant_context(zaytuna.tenant):
            return vouchers.redeem(code=code, by=alice).state

    def reverse() -> str:
        with tenant_context(zaytuna.tenant):
            return granting.reverse(grant=voucher.grant, by=alice, reason="").key

    def attempt(verb: str) -> bool:
        try:
            (redeem if verb == "redeem" else reverse)()
        except (VoucherRedeemed, VoucherVoid):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(attempt, ["redeem", other] * (2 if other == "redeem" else 1)))
    assert sum(won) == 1
    with tenant_context(zaytuna.tenant):
        assert list(checking.check()) == []
