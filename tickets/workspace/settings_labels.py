"""The settings page of a company's own statuses and categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from tenants.membership.models import Member
from tenants.tenancy.models import Company
from tickets.ticket.models import Category, CustomStatus, Status
from tickets.workspace import settings
from tickets.workspace.label_forms import NamesForm, NewStatusForm, names_form

STATUS, CATEGORY = "status", "category"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One status or category; `shelf` is in the names of its routes."""

    label: CustomStatus | Category
    form: NamesForm
    shelf: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands together in one order; `kind` heads the statuses of one kind."""

    kind: str
    rows: Sequence[LabelRow]


def label_of(shelf: str, pk: UUID) -> CustomStatus | Category:
    """Raises Http404."""
    if shelf == STATUS:
        return get_object_or_404(CustomStatus.objects.all(), pk=pk)
    return get_object_or_404(Category.objects.all(), pk=pk)


def page(
    viewer: Member,
    company: Company,
    *,
    status_form: NewStatusForm | None = None,
    category_form: NamesForm | None = None,
    changed: tuple[UUID, NamesForm] | None = None,
) -> dict[str, Any]:
    """Everything there is, and the forms. `changed` is the label whose form was refused."""
    statuses = list(CustomStatus.objects.order_by("position", "id"))
    categories = list(Category.objects.order_by("position", "id"))
    refused = dict([changed] if changed else [])

    def rows(shelf: str, labels: Sequence[CustomStatus | Category]) -> list[LabelRow]:
        forms = [refused.get(label.pk) or names_form(label, company.languages) for label in labels]
        last = len(labels) - 1
        return [
            LabelRow(label, form, shelf, at == 0, at == last)
            for at, (label, form) in enumerate(zip(labels, forms, strict=True))
        ]

    kinds = [(str(said), [one for one in _offered(statuses) if one.kind == kind]) for kind, said in Status.choices]
    return {
        **settings.frame(viewer, "labels"),
        "statuses": [Shelf(said, rows(STATUS, found)) for said, found in kinds if found],
        "categories": Shelf("", rows(CATEGORY, _offered(categories))),
        "archived": [*rows(STATUS, _archived(statuses)), *rows(CATEGORY, _archived(categories))],
        "status_form": status_form or NewStatusForm(languages=company.languages, auto_id="id_status_%s"),
        "category_form": category_form or NamesForm(languages=company.languages, auto_id="id_category_%s"),
    }


def _offered(labels: Sequence[Any]) -> list[Any]:
    return [label for label in labels if label.archived_at is None]


def _archived(labels: Sequence[Any]) -> list[Any]:
    return [label for label in labels if label.archived_at is not None]
