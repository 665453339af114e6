"""The platform's own log. The database lets nobody change or remove an entry."""

from typing import Any

from tenants.isolation.models import Tenant
from tenants.operators.models import Operator, PlatformEntry


def record(
    *,
    verb: str,
    operator: Operator | None,
    label: str = "",
    company: Tenant | None = None,
    object_label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    address: str = "",
) -> PlatformEntry:
    """Write one entry in the caller's transaction. `label` names whoever is not (yet) known as an operator."""
    return PlatformEntry.objects.create(
        verb=verb,
        operator_id=operator.pk if operator else None,
        operator_label=(str(operator) if operator else label)[:254],
        company_id=company.pk if company else None,
        company_label=company.slug if company else "",
        object_label=object_label[:254],
        before=before or {},
        after=after or {},
        address=address[:45],
    )
