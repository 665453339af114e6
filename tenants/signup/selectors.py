from tenants.isolation.looks import Look, look
from tenants.isolation.models import Tenant
from tenants.signup import rules


def is_free(slug: str) -> bool:
    """Whether no desk has this address or one that looks like it."""
    return not Tenant.objects.annotate(look=Look("slug")).filter(look=look(slug)).exists()


def proposal(name: str, country: str = "") -> str:
    """The best address for a company's name that is free; "" when the name offers none."""
    return next((slug for slug in rules.propose(name, country) if is_free(slug)), "")
