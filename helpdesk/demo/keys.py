"""A key of each demo company for programs: the same each time, so that a guide can be followed word for word."""

from django.conf import settings
from django.utils import translation
from django.utils.crypto import salted_hmac

from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member
from tenants.tenancy.selectors import company
from tenants.tokens import registry, rules, services
from tenants.tokens.models import Token
from tenants.tokens.rules import Key


def key_of(slug: str) -> Key:
    """Known to whoever knows this desk's SECRET_KEY, and to nobody else."""
    return Key(slug, salted_hmac("heard.demo.api", slug, algorithm="sha256").hexdigest())


def hand_out(slug: str) -> None:
    """Let the first owner have it, with every scope. One that was revoked stays revoked."""
    tenant, key = Tenant.objects.get(slug=slug), key_of(slug)
    with tenant_context(tenant):
        if not settings.DEMO or Token.objects.filter(secret_hash=rules.digest(key.secret)).exists():
            return
        owner = Member.objects.filter(role="owner", removed_at__isnull=True).order_by("id").first()
        if owner is not None:
            with translation.override(company().language):
                name = translation.gettext("Demo program")
            services.create(name=name, scopes=registry.every(), expires_at=None, by=owner, secret=key.secret)
