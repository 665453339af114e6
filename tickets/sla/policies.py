"""What a company aims at: made, changed, put in order, archived. Each change is audited, and open clocks follow it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tenants.isolation.context import require_tenant_id
from tenants.isolation.ids import uuid7
from tenants.isolation.models import Tenant
from tenants.membership.models import Team
from tenants.outbox import services as outbox
from tenants.tenancy.models import Company
from tickets.calendars import services as calendars
from tickets.calendars.models import Calendar
from tickets.sla import rules, selectors
from tickets.sla.earlier import KIND
from tickets.sla.errors import BadTarget, BadWarning, NoName, NoTarget, TooManyPolicies
from tickets.sla.models import SlaPolicy
from tickets.ticket.models import Priority

TARGETS = ("first_minutes", "next_minutes", "resolution_minutes")
MEANT = ("channel", "priority", "team", "tag", "calendar", *TARGETS, "warn_percent")
MOST = 100
LONGEST = 366 * 24 * 60  # minutes of a target
SOCIAL_GOAL = 60
"""53 % of customers expect an answer within the hour (practice 3). What a new company finds for social networks."""

FIRST_GOAL, NEXT_GOAL, SOLVED_DAYS = 4 * 60, 8 * 60, 3


def current() -> list[SlaPolicy]:
    """Those that count, in order, with their calendars. A company that never had one gets the usual ones."""
    found = list(selectors.offered().select_related("calendar"))
    if found or SlaPolicy.objects.exists():
        return found
    _make_usual(Company.objects.get())
    reckon_soon()
    return list(selectors.offered().select_related("calendar"))


def first_fit(channel: str) -> SlaPolicy | None:
    """What holds for who writes this way, of whom nothing else is known yet."""
    return rules.first_fit(current(), rules.Matter(channel, Priority.NORMAL))


def lock(policy: SlaPolicy) -> SlaPolicy:
    """The policy as it is now, with what it names, held to the end of the transaction."""
    return selectors.every().select_for_update(of=("self",)).get(pk=policy.pk)


def calendars_offered() -> QuerySet[Calendar]:
    """Those by which a policy may reckon."""
    return Calendar.objects.filter(archived_at__isnull=True)


def set_up(tenant: Tenant, company: Company, team: Team) -> None:
    """What a new company aims at."""
    _make_usual(company)


@transaction.atomic
def create(*, by: Actor, name: str, **aims: Any) -> SlaPolicy:
    """Aim at something more, behind the others. No calendar is the company's default one.

    Raises NoName, NoTarget, BadTarget, BadWarning, TooManyPolicies.
    """
    _check_number()
    aims["calendar"] = aims.get("calendar") or calendars.default()
    policy = _put(SlaPolicy(position=_behind()), {"name": name, **aims})
    policy.save()
    _record("create", policy, by, after=_facts(policy))
    reckon_soon()
    return policy


@transaction.atomic
def change(*, policy: SlaPolicy, by: Actor, **aims: Any) -> SlaPolicy:
    """Aim at something else; what is not named stays. Raises NoName, NoTarget, BadTarget, BadWarning."""
    policy = lock(policy)
    before = _facts(policy)
    after = _facts(_put(policy, aims))
    changed = [key for key in after if before[key] != after[key]]
    if not changed:
        return policy
    if set(changed) - {"name"}:
        policy.version += 1
        reckon_soon()
    policy.save()
    _record(
        "change", policy, by, before={key: before[key] for key in changed}, after={key: after[key] for key in changed}
    )
    return policy


@transaction.atomic
def move(*, policy: SlaPolicy, up: bool, by: Actor) -> SlaPolicy:
    """One place up or down. At the end nothing changes."""
    row = _row()
    here = next((index for index, one in enumerate(row) if one.pk == policy.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(row):
        return policy
    order = list(row)
    order[here], order[there] = order[there], order[here]
    _order(row, order, by)
    return order[there]


@transaction.atomic
def place(*, policy: SlaPolicy, position: int, by: Actor) -> SlaPolicy:
    """Put it at that place, from 0; beyond the end is the end. An archived one stays where it is."""
    row = _row()
    own = next((one for one in row if one.pk == policy.pk), None)
    if own is None:
        return policy
    order = [one for one in row if one.pk != policy.pk]
    order.insert(max(0, position), own)
    if order != row:
        _order(row, order, by)
    return own


@transaction.atomic
def archive(*, policy: SlaPolicy, by: Actor) -> SlaPolicy:
    """It counts no more. Clocks that ran by it run by the next that fits, or end."""
    policy = SlaPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.archived_at is None:
        policy.archived_at = clock.now()
        policy.save(update_fields=["archived_at"])
        _record("archive", policy, by)
        reckon_soon()
    return policy


@transaction.atomic
def restore(*, policy: SlaPolicy, by: Actor) -> SlaPolicy:
    """It counts again, behind the others. Raises TooManyPolicies."""
    policy = SlaPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.archived_at is not None:
        _check_number()
        policy.position, policy.archived_at = _behind(), None
        policy.save(update_fields=["position", "archived_at"])
        _record("restore", policy, by)
        reckon_soon()
    return policy


def reckon_soon(**said: Any) -> None:
    """Have every open ticket looked at, in the background, once this is committed. The goals hold from now on."""
    outbox.enqueue(kind=KIND, key=str(uuid7()), payload={"at": clock.now().isoformat(), **said})


def _put(policy: SlaPolicy, aims: dict[str, Any]) -> SlaPolicy:
    for field, value in aims.items():
        if field not in ("name", *MEANT):
            raise TypeError(field)
        setattr(policy, field, value)
    policy.name = policy.name.strip()
    if not policy.name:
        raise NoName
    if not 1 <= policy.warn_percent <= 99:
        raise BadWarning
    targets = {name: target for name in TARGETS if (target := getattr(policy, name)) is not None}
    if not targets:
        raise NoTarget
    if wrong := [name for name, target in targets.items() if not 1 <= target <= LONGEST]:
        raise BadTarget(wrong[0])
    return policy


def _row() -> list[SlaPolicy]:
    """Those that count, in order, held to the end of the transaction."""
    return list(selectors.offered().select_for_update())


def _check_number() -> None:
    """Whether there may be one more. Two who would each add the last one wait for one another."""
    Company.objects.select_for_update(no_key=True).get()
    if selectors.offered().count() >= MOST:
        raise TooManyPolicies


def _behind() -> int:
    return max((one.position for one in _row()), default=-1) + 1


def _order(before: Sequence[SlaPolicy], order: Sequence[SlaPolicy], by: Actor) -> None:
    for position, one in enumerate(order):
        one.position = position
    SlaPolicy.objects.bulk_update(order, ["position"])
    old, new = ({"order": [str(one) for one in row]} for row in (before, order))
    audit.record(verb="sla.order", actor=by, before=old, after=new)
    reckon_soon()


def _make_usual(company: Company) -> None:
    """Two rows, which the company may change. Of two who come first at once, one makes them."""
    hours = calendars.default()
    day = _open_minutes(company)
    with translation.override(company.language):
        names = _("Social networks"), _("Everything else")
    rows = [
        SlaPolicy(name=names[0], position=0, channel="social", first_minutes=SOCIAL_GOAL, next_minutes=SOCIAL_GOAL),
        SlaPolicy(
            name=names[1],
            position=1,
            first_minutes=FIRST_GOAL,
            next_minutes=NEXT_GOAL,
            resolution_minutes=SOLVED_DAYS * day,
        ),
    ]
    for row in rows:
        row.pk, row.calendar = uuid5(require_tenant_id(), f"sla.{row.channel}"), hours
    SlaPolicy.objects.bulk_create(rows, ignore_conflicts=True)


def _open_minutes(company: Company) -> int:
    """How long a day of the company is."""
    if company.opens_at is None or company.closes_at is None:
        return 24 * 60
    opens, closes = (at.hour * 60 + at.minute for at in (company.opens_at, company.closes_at))
    return (closes - opens) % (24 * 60) or 24 * 60


def _facts(policy: SlaPolicy) -> dict[str, Any]:
    facts = {field: getattr(policy, field) for field in ("name", *MEANT)}
    return {key: str(value) if key in ("team", "tag", "calendar") and value else value for key, value in facts.items()}


def _record(
    verb: str,
    policy: SlaPolicy,
    by: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        verb=f"sla.{verb}", actor=by, object_label=policy.name, object_id=policy.pk, before=before, after=after
    )
