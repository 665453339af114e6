"""Where a tenant is found. Built from settings, never from the Host header of a request."""

from urllib.parse import urlsplit

from django.conf import settings

from tenants.isolation.context import require_tenant_id
from tenants.isolation.models import Tenant


def platform_host() -> str:
    """Without port: "localhost"."""
    return urlsplit(settings.PLATFORM_URL).hostname or "localhost"


def is_own(name: str) -> bool:
    """Whether a host name, without port, is the platform's or lies below it."""
    return name == platform_host() or name.endswith(f".{platform_host()}")


def host_of(tenant: Tenant) -> str:
    """Without port: "zaytuna.localhost"."""
    return f"{tenant.slug}.{platform_host()}"


def url_of(tenant: Tenant, path: str = "/") -> str:
    """Absolute URL of a path on the tenant's host; on the platform's own host for the platform's tenant."""
    parts = urlsplit(settings.PLATFORM_URL)
    port = f":{parts.port}" if parts.port else ""
    host = platform_host() if tenant.state == Tenant.State.PLATFORM else host_of(tenant)
    return f"{parts.scheme}://{host}{port}{path}"


def here(path: str = "/") -> str:
    """Absolute URL of a path on the current tenant's host. Raises NoTenant."""
    return url_of(Tenant.objects.get(pk=require_tenant_id()), path)


def slug_of(host: str) -> str | None:
    """The slug in a host name ("zaytuna.localhost:8000"), or None on the platform's own or a foreign host."""
    name = host.rsplit(":", 1)[0].lower().rstrip(".")
    slug, dot, rest = name.partition(".")
    return slug if dot and rest == platform_host() else None
