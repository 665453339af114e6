"""What an operator may do. Each deed is in the platform's log and, where it is about a company, in that one's audit."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from helpdesk.operators.selectors import company_name
from tenants.audit import services as audit
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.operators import log
from tenants.operators.models import Operator
from tenants.outbox import services as outbox
from tenants.outbox.models import Item
from tenants.plans import services as plans
from tenants.routes import services as routes
from tenants.routes.models import Route
from tenants.tenancy.models import Company
from tickets.mail import mailboxes
from tickets.mail import services as mail
from tickets.mail.errors import NotQuarantined
from tickets.mail.models import Inbound


@dataclass(frozen=True)
class Deed:
    """Who does it, and from which network address."""

    operator: Operator
    address: str


@transaction.atomic
def suspend(*, tenant: Tenant, reason: str, deed: Deed) -> None:
    """Raises plans.NotActive."""
    with tenant_context(tenant):
        plans.suspend(tenant=tenant, reason=reason, by=deed.operator, address=deed.address)
    _log("plans.suspend", deed, tenant, before={"state": "active"}, after={"state": "suspended", "reason": reason})


@transaction.atomic
def reactivate(*, tenant: Tenant, deed: Deed) -> None:
    """Raises plans.NotSuspended."""
    with tenant_context(tenant):
        plans.reactivate(tenant=tenant, by=deed.operator, address=deed.address)
    _log("plans.reactivate", deed, tenant, before={"state": "suspended"}, after={"state": "active"})


@transaction.atomic
def change_plan(*, tenant: Tenant, plan: str, note: str, deed: Deed) -> None:
    with tenant_context(tenant):
        row = plans.begin()
        before = {"plan": row.plan, "note": row.note}
        plans.change(tenant=tenant, plan=plan, note=note, by=deed.operator, address=deed.address)
    _log("plans.change", deed, tenant, before=before, after={"plan": plan, "note": note})


@transaction.atomic
def add_route(*, tenant: Tenant, kind: str, key: str, deed: Deed) -> None:
    """Bind an address to a company; one for mail gets its mailbox too. Raises RouteTaken."""
    with tenant_context(tenant):
        if kind == Route.Kind.MAIL:
            name = _name_of_company()
            mailboxes.add_foreign(
                tenant=tenant, address=key, name=name or tenant.slug, by=deed.operator, at=deed.address
            )
        else:
            routes.claim(kind=kind, key=key, tenant=tenant)
        _audit("routes.add", deed, f"{kind}:{key}")
    _log("routes.add", deed, tenant, f"{kind}:{key}")


@transaction.atomic
def remove_route(*, route: Route, reason: str, deed: Deed) -> None:
    """Let an address go. Its mailbox and what came by it stay with the company."""
    tenant = route.tenant
    if routes.give_up(route=route):
        with tenant_context(tenant):
            _audit("routes.remove", deed, str(route), {"reason": reason})
        _log("routes.remove", deed, tenant, str(route), after={"reason": reason})


@transaction.atomic
def retry_item(*, pk: UUID, tenant: Tenant, deed: Deed) -> bool:
    """Try an effect again that was given up; False when it was not."""
    with tenant_context(tenant):
        kind = Item.objects.filter(pk=pk).values_list("kind", flat=True).first()
        if kind is None or not outbox.revive(pk=pk):
            return False
        _audit("outbox.retry", deed, kind, object_id=pk)
    _log("outbox.retry", deed, tenant, kind, after={"id": str(pk)})
    return True


@transaction.atomic
def release_mail(*, pk: UUID, tenant: Tenant, deed: Deed) -> bool:
    """Let a mail out of quarantine, unread; False when it was out already."""
    with tenant_context(tenant):
        try:
            mail.release(pk=pk)
        except NotQuarantined:
            return False
        _audit("mail.release", deed, "", object_id=pk)
    _log("mail.release", deed, tenant, after={"id": str(pk)})
    return True


def look(*, tenant: Tenant, verb: str, what: str, deed: Deed, object_id: UUID | None = None) -> None:
    """Write on both sides that an operator looks at a company's tickets: before they are read."""
    with tenant_context(tenant):
        _audit(verb, deed, what, object_id=object_id)
    _log(verb, deed, tenant, what)


def waiting(tenant: Tenant) -> dict[str, int]:
    """How much of a company's work waits or was given up."""
    items, mails = Item.objects.filter(tenant=tenant), Inbound.objects.filter(tenant=tenant)
    return {
        "queued": items.filter(state=Item.State.QUEUED).count(),
        "dead": items.filter(state=Item.State.DEAD).count(),
        "quarantined": mails.filter(state=Inbound.State.QUARANTINED).count(),
    }


def _name_of_company() -> str | None:
    return Company.objects.annotate(said=company_name()).values_list("said", flat=True).first()


def _audit(
    verb: str, deed: Deed, label: str, after: dict[str, Any] | None = None, object_id: UUID | None = None
) -> None:
    audit.record(
        verb=verb, actor=deed.operator, object_label=label, object_id=object_id, after=after, address=deed.address
    )


def _log(
    verb: str,
    deed: Deed,
    tenant: Tenant,
    label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    log.record(
        verb=verb,
        operator=deed.operator,
        company=tenant,
        object_label=label,
        before=before,
        after=after,
        address=deed.address,
    )
