"""What a new company finds on its desk. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tenants.isolation.models import Tenant
from tenants.membership.models import Team
from tenants.tenancy.models import Company

SetUp = Callable[[Tenant, Company, Team], None]
"""(tenant, its settings, its first team) -> None. Runs inside the tenant, in the transaction of the sign-up."""

set_ups: Registry[SetUp] = Registry("default set-up")
