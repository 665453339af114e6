"""What the pages of requests, limits and the ledger are made of, and where they stand in the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from helpdesk.lib.text import isolate
from helpdesk.web.listing import listed
from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.recovery import access, money, spending
from tickets.recovery.amounts import BOUNDS, label_of
from tickets.recovery.forms import DecideForm, LimitForm
from tickets.recovery.models import Approval, Grant, Limit, Voucher
from tickets.recovery.spending import Spent

MOST, MOST_VERSIONS = 50, 50


@dataclass(frozen=True, slots=True)
class Request:
    """`form` is for who may decide it."""

    approval: Approval
    asked: str
    granted: str
    form: DecideForm | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A limit with its bounds, each by name and as it is said; "" where there is none. `words`: what it is for."""

    limit: Limit
    whose: str
    words: str
    bounds: Sequence[tuple[str, str]]

    @property
    def said(self) -> str:
        """Its bounds in one line; "" where nothing bounds it."""
        return listed(f"{label} {isolate(amount)}" for label, amount in self.bounds if amount)


@dataclass(frozen=True, slots=True)
class Gift:
    """A grant; `asker` is who wanted it where another person said yes."""

    grant: Grant
    said: str
    asker: Member | None
    voucher: Voucher | None


@dataclass(frozen=True, slots=True)
class Use:
    """What a member spent of a bound in the period that runs; `of` is "" where nothing bounds it."""

    who: str
    words: str
    spent: str
    of: str
    percent: int


@dataclass(frozen=True, slots=True)
class Pager:
    newer: str
    older: str


def approvals(viewer: Member, bound: DecideForm | None = None) -> dict[str, Any]:
    """`bound` is a form that was refused: it stands in its place again."""
    waiting = access.to_decide(viewer)[:MOST]
    mine = access.approvals(viewer).filter(asked_by=viewer).order_by("-asked_at", "-id")[:MOST]
    known = bound.approval.pk if bound else None
    forms = [bound if bound and row.pk == known else DecideForm(approval=row) for row in waiting]
    return {
        "here": "approvals",
        "waiting": [_request(form.approval, form) for form in forms],
        "mine": [_request(row) for row in mine],
        "may_decide": viewer.may("recovery.decide"),
        "may_see_ledger": viewer.may("recovery.ledger"),
    }


def limits(viewer: Member, form: LimitForm) -> dict[str, Any]:
    rows = [_row(limit) for limit in access.limits(viewer)]
    return {
        "here": "settings",
        "door": "limits",
        "form": form,
        "rows": sorted((row for row in rows if not row.limit.is_off), key=lambda row: bool(row.limit.member_id)),
        "versions": [_row(limit) for limit in access.versions(viewer)[:MOST_VERSIONS]],
    }


def ledger(viewer: Member, query: Mapping[str, Any]) -> dict[str, Any]:
    """A page of what was given; above the first one, what is spent of each bound."""
    found = spending.page(viewer, mark=_mark(query), backwards="before" in query)
    is_first = found.newer is None
    totals = spending.this_month(viewer).items() if is_first else ()
    return {
        "here": "settings",
        "door": "ledger",
        "rows": [_gift(row) for row in found.rows],
        "pager": Pager(_link("before", found.newer), _link("after", found.older)),
        "totals": listed(money.said(amount, currency) for currency, amount in totals),
        "may_change": viewer.may("recovery.limits"),
        "spent": [_used(one) for one in spending.of_members(viewer)] if is_first else [],
    }


def limit_form(viewer: Member, query: Mapping[str, Any]) -> LimitForm:
    """An empty one, or one to set a limit anew."""
    try:
        known = access.limits(viewer).filter(pk=UUID(str(query.get("limit", "")))).first()
    except ValueError:
        known = None
    return LimitForm.of(known) if known else LimitForm(initial={"currency": tenancy.company().currency})


def _gift(row: Grant) -> Gift:
    asker = row.approval.asked_by if row.approval else None
    return Gift(row, money.said(row.amount, row.currency), asker, next(iter(row.vouchers.all()), None))


def _used(one: Spent) -> Use:
    row, most = one.budget, one.most
    kind = row.get_kind_display() if row.kind else _("all kinds together")
    words = listed([row.get_purpose_display(), kind, row.get_period_display()])
    of = "" if most is None else money.said(most, row.currency)
    return Use(str(one.member), words, money.said(row.spent, row.currency), of, round(100 * one.share))


def _mark(query: Mapping[str, Any]) -> UUID | None:
    """Where a page begins; a stranger's words show the first page."""
    try:
        return UUID(query.get("before") or query.get("after") or "")
    except ValueError:
        return None


def _link(side: str, mark: UUID | None) -> str:
    return "?" + urlencode({side: mark.hex}) if mark else ""


def _request(row: Approval, form: DecideForm | None = None) -> Request:
    granted = money.said(row.granted, row.currency) if row.granted is not None else ""
    return Request(row, money.said(row.asked, row.currency), granted, form)


def _row(limit: Limit) -> Row:
    known = [(label_of(name), getattr(limit, name)) for name in BOUNDS]
    said = [(label, "" if amount is None else money.said(amount, limit.currency)) for label, amount in known]
    whose = str(limit.member) if limit.member_id else limit.get_role_display()
    kind = limit.get_kind_display() if limit.kind else _("all kinds together")
    return Row(limit, whose, listed([limit.get_purpose_display(), kind, limit.currency]), said)
