from tenants.isolation.models import Tenant
from tenants.routes import rules
from tenants.routes.models import Route
from tenants.tenancy import addresses


def tenant_at_host(host: str) -> Tenant | None:
    """The tenant that answers on a host name (with or without port): its own, or a custom domain."""
    slug = addresses.slug_of(host)
    if slug is not None:
        found = next(iter(Tenant.objects.filter(slug=slug)), None)
        return None if found and found.state == Tenant.State.PLATFORM else found
    name = host.rsplit(":", 1)[0].lower()
    route = Route.objects.filter(kind=Route.Kind.HOST, key=name).select_related("tenant").first()
    return route.tenant if route else None


def tenant_at_mailbox(address: str) -> Tenant | None:
    """The tenant whose mailbox receives an address; what stands behind a plus is ignored."""
    rows = Route.objects.filter(kind=Route.Kind.MAIL, key=rules.mailbox_key(address))
    route = rows.select_related("tenant").first()
    return route.tenant if route else None


def tenant_named_by(authorization: str) -> Tenant | None:
    """The active tenant that a token claims to belong to: on the platform's host nothing else says it."""
    kind, _, written = authorization.strip().partition(" ")
    parts = rules.parts_of_key(written) if kind.lower() == "bearer" else None
    return Tenant.objects.filter(slug=parts[0], state=Tenant.State.ACTIVE).first() if parts else None
