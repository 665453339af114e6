from tenants.isolation.context import require_tenant_id
from tenants.tenancy.models import Company


def company() -> Company:
    """The settings of the current tenant."""
    return Company.objects.get(tenant=require_tenant_id())
