"""Run as operators do: the desk's own role may change no plan."""

import pytest

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.operators.models import Operator
from tenants.plans import services
from tenants.plans.errors import NotActive, NotSuspended
from tenants.plans.models import Subscription
from tests.factories.operators import operating
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db(transaction=True)
ADA = Operator(name="Ada")


def _state(desk: Desk) -> str:
    return Tenant.objects.get(pk=desk.tenant.pk).state


def test_a_desk_is_closed_with_a_reason_and_opened_again(zaytuna: Desk, tapuz: Desk) -> None:
    with operating(), tenant_context(zaytuna.tenant):
        row = services.suspend(tenant=zaytuna.tenant, reason="unpaid", by=ADA, address="127.0.0.1")
        assert (row.suspended_reason, row.suspended_by, row.suspended_at is not None) == ("unpaid", "Ada", True)
        with pytest.raises(NotActive):
            services.suspend(tenant=zaytuna.tenant, reason="again", by=ADA)
        assert Subscription.objects.get().suspended_reason == "unpaid"
    assert (_state(zaytuna), _state(tapuz)) == ("suspended", "active")
    with operating(), tenant_context(zaytuna.tenant):
        row = services.reactivate(tenant=zaytuna.tenant, by=ADA)
        assert (row.suspended_reason, row.suspended_by, row.suspended_at) == ("", "", None)
        with pytest.raises(NotSuspended):
            services.reactivate(tenant=zaytuna.tenant, by=ADA)
    assert _state(zaytuna) == "active"
    with tenant_context(zaytuna.tenant):
        found = Entry.objects.order_by("created_at", "id").values_list("verb", "actor_label", "after")
        assert list(found) == [
            ("plans.suspend", "Ada", {"state": "suspended", "reason": "unpaid"}),
            ("plans.reactivate", "Ada", {"state": "active"}),
        ]


def test_the_platforms_own_tenant_is_never_closed(zaytuna: Desk) -> None:
    own = Tenant.objects.create(slug="own", state=Tenant.State.PLATFORM)
    with operating(), tenant_context(own), pytest.raises(NotActive):
        services.suspend(tenant=own, reason="x", by=ADA)
    assert Tenant.objects.get(pk=own.pk).state == "platform"


def test_a_plan_is_in_the_companys_audit_and_a_note_is_not(zaytuna: Desk) -> None:
    with operating(), tenant_context(zaytuna.tenant):
        for note in ("by phone", "by phone", "by mail"):
            services.change(tenant=zaytuna.tenant, plan="large", note=note, by=ADA)
        assert Subscription.objects.get().note == "by mail"
    with tenant_context(zaytuna.tenant):
        assert list(Entry.objects.values_list("before", "after")) == [({"plan": "trial"}, {"plan": "large"})]


def test_a_desk_begins_its_own_row_once(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        assert services.begin() == services.begin()
        assert Subscription.objects.get().plan == "trial"
