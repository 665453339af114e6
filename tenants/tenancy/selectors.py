from tenants.tenancy.models import Company


def company() -> Company:
    """The settings of the current tenant."""
    return Company.objects.get()
