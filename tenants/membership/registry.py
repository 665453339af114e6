"""What a higher room does when somebody leaves. Filled in apps.py only."""

from collections.abc import Callable

from helpdesk.lib.registry import Registry
from tenants.membership.models import Member

Farewell = Callable[[Member, Member], object]
"""(who leaves, who removed him). Runs in the transaction of the removal."""

farewells: Registry[Farewell] = Registry("farewell")
