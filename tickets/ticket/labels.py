"""A company's own statuses and categories: made, renamed, put in order, archived. Each change is audited.

The kind of a status never changes: tickets have it. What is archived stays on the tickets that have it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from helpdesk.lib import clock
from helpdesk.web import translated
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tickets.ticket.errors import Nameless
from tickets.ticket.models import Category, CustomStatus

Label = TypeVar("Label", bound=CustomStatus | Category)


@transaction.atomic
def create_status(*, kind: str, names: Mapping[str, str], by: Actor) -> CustomStatus:
    """Add an own status of a kind, behind the others. `names` by language. Raises Nameless."""
    return _create(CustomStatus(kind=kind), names, by)


@transaction.atomic
def create_category(*, names: Mapping[str, str], by: Actor) -> Category:
    """Add a category behind the others. `names` by language. Raises Nameless."""
    return _create(Category(), names, by)


@transaction.atomic
def rename(*, label: Label, names: Mapping[str, str], by: Actor) -> Label:
    """Change names; a language that is not mentioned keeps its own. Raises Nameless."""
    label = _lock(label)
    before = _facts(label)
    _name(label, names)
    if (after := _facts(label)) != before:
        label.save()
        _record("rename", label, by, before=before, after=after)
    return label


@transaction.atomic
def move(*, label: Label, up: bool, by: Actor) -> Label:
    """One place up or down among those offered beside it. At the end nothing changes."""
    row = _siblings(label)
    before = [str(one) for one in row]
    here = next((index for index, one in enumerate(row) if one.pk == label.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(row):
        return label
    row[here], row[there] = row[there], row[here]
    for position, one in enumerate(row):
        _rows(one).filter(pk=one.pk).update(position=position)
    _record("move", label, by, before={"order": before}, after={"order": [str(one) for one in row]})
    return row[there]


@transaction.atomic
def archive(*, label: Label, by: Actor) -> Label:
    """Offer it no more. Tickets that have it keep it."""
    label = _lock(label)
    if label.archived_at is None:
        label.archived_at = clock.now()
        label.save(update_fields=["archived_at"])
        _record("archive", label, by)
    return label


@transaction.atomic
def restore(*, label: Label, by: Actor) -> Label:
    """Offer it again, behind the others."""
    label = _lock(label)
    if label.archived_at is not None:
        label.position, label.archived_at = _behind(label), None
        label.save(update_fields=["position", "archived_at"])
        _record("restore", label, by)
    return label


def _create(label: Label, names: Mapping[str, str], by: Actor) -> Label:
    _name(label, names)
    label.position = _behind(label)
    label.save()
    _record("create", label, by, after=_facts(label))
    return label


def _name(label: Label, names: Mapping[str, str]) -> None:
    translated.write(label, "name", {code: name.strip() for code, name in names.items()})
    if not any(translated.words_of(label, "name").values()):
        raise Nameless


def _lock(label: Label) -> Label:
    locked: Label = _rows(label).select_for_update().get(pk=label.pk)
    return locked


def _rows(label: CustomStatus | Category) -> QuerySet[Any]:
    return CustomStatus.objects.all() if isinstance(label, CustomStatus) else Category.objects.all()


def _siblings(label: Label) -> list[Label]:
    """Those offered beside it, in order, held to the end of the transaction."""
    rows = _rows(label).filter(archived_at__isnull=True)
    if isinstance(label, CustomStatus):
        rows = rows.filter(kind=label.kind)
    return list(rows.select_for_update().order_by("position", "id"))


def _behind(label: Label) -> int:
    return max((one.position for one in _siblings(label)), default=-1) + 1


def _facts(label: CustomStatus | Category) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": {code: name for code, name in translated.words_of(label, "name").items() if name}}
    return {**facts, "kind": label.kind} if isinstance(label, CustomStatus) else facts


def _record(
    verb: str,
    label: CustomStatus | Category,
    by: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    noun = "status" if isinstance(label, CustomStatus) else "category"
    audit.record(
        verb=f"ticket.{verb}_{noun}",
        actor=by,
        object_label=str(label),
        object_id=label.pk,
        before=before,
        after=after,
    )
