"""Close a desk, open it again, write down its plan. Each runs inside the tenant it is about."""

from django.db import transaction

from helpdesk.lib import clock
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tenants.isolation.context import require_tenant_id
from tenants.isolation.models import Tenant
from tenants.plans.errors import NotActive, NotSuspended
from tenants.plans.models import Subscription


@transaction.atomic
def begin() -> Subscription:
    """The current tenant's row, made when there is none."""
    return Subscription.objects.get_or_create(tenant_id=require_tenant_id())[0]


@transaction.atomic
def suspend(*, tenant: Tenant, reason: str, by: Actor, address: str = "") -> Subscription:
    """Close a desk: its pages say so, mail to it is answered "later", mail of its own waits. Raises NotActive."""
    if not Tenant.objects.filter(pk=tenant.pk, state=Tenant.State.ACTIVE).update(state=Tenant.State.SUSPENDED):
        raise NotActive(tenant.slug)
    row = _locked()
    row.suspended_reason, row.suspended_at, row.suspended_by = reason, clock.now(), str(by)
    row.save()
    _record("plans.suspend", tenant, by, address, {"state": "active"}, {"state": "suspended", "reason": reason})
    return row


@transaction.atomic
def reactivate(*, tenant: Tenant, by: Actor, address: str = "") -> Subscription:
    """Open a desk again. What waited leaves with the next sweep. Raises NotSuspended."""
    if not Tenant.objects.filter(pk=tenant.pk, state=Tenant.State.SUSPENDED).update(state=Tenant.State.ACTIVE):
        raise NotSuspended(tenant.slug)
    row = _locked()
    before = {"state": "suspended", "reason": row.suspended_reason}
    row.suspended_reason, row.suspended_at, row.suspended_by = "", None, ""
    row.save()
    _record("plans.reactivate", tenant, by, address, before, {"state": "active"})
    return row


@transaction.atomic
def change(*, tenant: Tenant, plan: str, note: str, by: Actor, address: str = "") -> Subscription:
    """Write down what was agreed. The note stays with the operators; only the plan is in the company's audit."""
    row = _locked()
    before = row.plan
    if (row.plan, row.note) != (plan, note):
        row.plan, row.note = plan, note
        row.save()
    if before != plan:
        _record("plans.change", tenant, by, address, {"plan": before}, {"plan": plan})
    return row


def _locked() -> Subscription:
    begin()
    return Subscription.objects.select_for_update().get()


def _record(verb: str, tenant: Tenant, by: Actor, address: str, before: dict[str, str], after: dict[str, str]) -> None:
    audit.record(
        verb=verb,
        actor=by,
        object_label=tenant.slug,
        object_id=tenant.pk,
        before=before,
        after=after,
        address=address,
    )
