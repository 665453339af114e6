"""The books: checked by a command that says what is wrong, and written as CSV that no spreadsheet reckons with."""

import csv
import io
import tracemalloc
from collections.abc import Callable
from itertools import islice
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from helpdesk.lib import clock
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.factories.recoveries import allow_gestures
from tests.tickets.recovery.gifts import give, make_recovery
from tickets.recovery import checking, exporting, granting
from tickets.recovery.models import Budget, Charge, Grant, LedgerEntry, Recovery, Voucher


@pytest.fixture
def grant(zaytuna: Desk, alice: Member, bob: Member) -> Grant:
    with tenant_context(zaytuna.tenant):
        allow_gestures(alice)
        return give(make_recovery(bob, name="=1+1"), bob, 5000, public_reading="@SUM(A1)")


def _found(desk: Desk) -> set[str]:
    with tenant_context(desk.tenant):
        return {finding.what for finding in checking.check()}


def test_books_that_are_right_are_said_to_be(
    zaytuna: Desk, tapuz: Desk, grant: Grant, alice: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ledger", "--check")
    with tenant_context(zaytuna.tenant):
        granting.reverse(grant=grant, by=alice, reason="")
    call_command("ledger", "--check", "--tenant", "zaytuna")
    assert "are right" in capsys.readouterr().out


def test_a_wrong_book_ends_with_1_and_says_whose_and_what(
    zaytuna: Desk, tapuz: Desk, grant: Grant, capsys: pytest.CaptureFixture[str]
) -> None:
    with tenant_context(zaytuna.tenant):
        Budget.objects.filter(scope="member").update(spent=4999)
    with pytest.raises(SystemExit) as ended:
        call_command("ledger", "--check")
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("zaytuna: a budget whose spent is not the sum of its charges: ")
    call_command("ledger", "--check", "--tenant", "tapuz")


def _lone_entry(grant: Grant) -> None:
    LedgerEntry.objects.create(
        posting=uuid4(), grant=grant, account="cost", currency="SAR", amount=1, verb="odd", member=grant.given_by
    )


BREAKS: dict[str, tuple[Callable[[Grant], object], set[str]]] = {
    "a lone entry": (
        _lone_entry,
        {
            "a posting that does not sum to zero",
            "a posting that its grant should not have",
            "a posting of another amount than its grant",
        },
    ),
    "a budget that forgot": (
        lambda grant: Budget.objects.filter(scope="ticket").update(spent=0),
        {"a budget whose spent is not the sum of its charges"},
    ),
    "a charge too many": (
        lambda grant: Charge.objects.create(grant=grant, budget=Budget.objects.first(), amount=7),
        {"a budget whose spent is not the sum of its charges", "a grant whose charges are not what it gave"},
    ),
    "a reversal without a posting": (
        lambda grant: Grant.objects.update(reversed_at=clock.now()),
        {
            "a grant without a posting that it should have",
            "a grant whose charges are not what it gave",
            "a voucher that does not fit its grant",
        },
    ),
    "a redemption without a posting": (
        lambda grant: Voucher.objects.update(state="redeemed", redeemed_at=clock.now()),
        {"a grant without a posting that it should have"},
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_is_found(zaytuna: Desk, grant: Grant, name: str) -> None:
    assert _found(zaytuna) == set()
    act, expected = BREAKS[name]
    with tenant_context(zaytuna.tenant):
        act(grant)
    assert _found(zaytuna) == expected


def test_the_csv_has_both_sides_and_no_formula(zaytuna: Desk, grant: Grant, bob: Member) -> None:
    text = "".join(exporting.lines(zaytuna.tenant.pk))
    assert text.startswith("\ufeffat,posting,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["account"], row["debit"], row["credit"]) for row in rows] == [
        ("cost", "50.00", ""),
        ("owed", "", "50.00"),
    ]
    assert (rows[0]["customer"], rows[0]["public_reading"], rows[0]["by"]) == ("'=1+1", "'@SUM(A1)", "Bob")
    assert not any(cell.startswith(tuple("=+-@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "  =1", "＝1", "\r1", "−1", "\u00a0=1"])
def test_a_cell_that_a_spreadsheet_would_reckon_with_is_text(cell: str) -> None:
    assert exporting.safe(cell) == f"'{cell}"


def test_a_name_stays_as_it_is() -> None:
    assert exporting.safe("نورة القحطاني - Riyadh") == "نورة القحطاني - Riyadh"


def test_many_rows_are_all_there_and_once_in_little_memory(
    zaytuna: Desk, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 50)
    with tenant_context(zaytuna.tenant):
        LedgerEntry.objects.bulk_create(
            LedgerEntry(posting=uuid4(), grant=grant, account="cost", currency="SAR", amount=1, verb=f"v{at}")
            for at in range(501)
        )
    lines = exporting.lines(zaytuna.tenant.pk)
    next(lines)
    tracemalloc.start()
    postings = [line.split(",")[2] for line in islice(lines, 1000)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(postings) == 503
    assert len(set(postings)) == 502  # granted twice, and each other once
    assert peak < 3_000_000


def test_the_command_writes_the_books_of_one_company(
    zaytuna: Desk, tapuz: Desk, grant: Grant, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ledger", "--csv", "--tenant", "zaytuna")
    assert len(capsys.readouterr().out.splitlines()) == 3
    call_command("ledger", "--csv", "--tenant", "tapuz")
    assert len(capsys.readouterr().out.splitlines()) == 1
    for wrong in (["--csv"], ["--csv", "--tenant", "nobody"], ["--check", "--tenant", "nobody"]):
        with pytest.raises(CommandError):
            call_command("ledger", *wrong)


def test_the_console_gives_it_to_leads_and_not_to_agents(
    zaytuna: Desk, lee: Member, bob: Member, grant: Grant, browse: Callable[[Desk, Member], Client]
) -> None:
    answer = browse(zaytuna, lee).get("/recovery/ledger.csv")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert "ledger-zaytuna-" in answer["Content-Disposition"]
    assert len(b"".join(answer.streaming_content).splitlines()) == 3  # type: ignore[attr-defined]
    assert browse(zaytuna, bob).get("/recovery/ledger.csv").status_code == 403
    with tenant_context(zaytuna.tenant):
        assert Recovery.objects.count() == 1
