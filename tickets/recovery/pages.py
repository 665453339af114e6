"""What the pages of requests and limits are made of, and where they stand in the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenants.membership.models import Member
from tenants.tenancy import selectors as tenancy
from tickets.recovery import access, money
from tickets.recovery.amounts import BOUNDS, label_of
from tickets.recovery.forms import DecideForm, LimitForm
from tickets.recovery.models import Approval, Limit

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
    """A limit with its bounds, each by name and as it is said; "" where there is none."""

    limit: Limit
    whose: str
    bounds: Sequence[tuple[str, str]]


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


def limit_form(viewer: Member, query: Mapping[str, Any]) -> LimitForm:
    """An empty one, or one to set a limit anew."""
    try:
        known = access.limits(viewer).filter(pk=UUID(str(query.get("limit", "")))).first()
    except ValueError:
        known = None
    return LimitForm.of(known) if known else LimitForm(initial={"currency": tenancy.company().currency})


def _request(row: Approval, form: DecideForm | None = None) -> Request:
    granted = money.said(row.granted, row.currency) if row.granted is not None else ""
    return Request(row, money.said(row.asked, row.currency), granted, form)


def _row(limit: Limit) -> Row:
    known = [(label_of(name), getattr(limit, name)) for name in BOUNDS]
    said = [(label, "" if amount is None else money.said(amount, limit.currency)) for label, amount in known]
    return Row(limit, str(limit.member) if limit.member_id else limit.get_role_display(), said)
