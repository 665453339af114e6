"""What the timeline says of promises, and who is to be told."""

from collections.abc import Sequence
from typing import Any

from tenants.membership import selectors as membership
from tickets.followups import rules
from tickets.followups.models import Promise
from tickets.timeline.models import Event


def facts(promise: Promise) -> dict[str, Any]:
    return {"promise": str(promise.pk), "due": promise.due_at.isoformat(), "stage": promise.stage}


def events(promises: Sequence[Promise]) -> list[Event]:
    """What is to be told of each at its stage: to its owner, and to the leads when it is broken or nobody owns it.

    Costs two queries, and one more where leads are told.
    """
    leads = _leads(promises)
    return [
        Event(
            ticket_id=one.ticket_id,
            verb="followups.broken" if one.stage == rules.DUE else "followups.reminded",
            data=facts(one) | {"to": list(dict.fromkeys([*_owner(one), *leads.get(one.pk, ())]))},
        )
        for one in promises
    ]


def _owner(promise: Promise) -> list[str]:
    owner = promise.owner
    return [str(owner.pk)] if owner is not None and owner.removed_at is None else []


def _leads(promises: Sequence[Promise]) -> dict[Any, list[str]]:
    wanted = [one for one in promises if one.stage == rules.DUE or not _owner(one)]
    found = membership.leads_of({one.ticket.team_id for one in wanted})
    return {one.pk: [str(pk) for pk in found[one.ticket.team_id]] for one in wanted}
