from django.db import IntegrityError, transaction

from tenants.isolation.models import Tenant
from tenants.routes.errors import RouteTaken
from tenants.routes.models import Route


@transaction.atomic
def claim(*, kind: str, key: str, tenant: Tenant) -> Route:
    """Bind an address to a tenant. Raises RouteTaken when it is bound to another."""
    key = key.lower()
    try:
        with transaction.atomic():
            route, _ = Route.objects.get_or_create(kind=kind, key=key, defaults={"tenant": tenant})
    except IntegrityError:
        route = Route.objects.get(kind=kind, key=key)
    if route.tenant_id != tenant.pk:
        raise RouteTaken(key)
    return route


@transaction.atomic
def give_up(*, route: Route) -> bool:
    """Let an address go; False when it was gone already."""
    deleted, _ = Route.objects.filter(pk=route.pk).delete()
    return bool(deleted)
