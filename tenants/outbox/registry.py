"""Which function does which kind of effect. Filled in apps.py only."""

from collections.abc import Callable
from typing import Any

from helpdesk.lib.registry import Registry

Handler = Callable[[str, dict[str, Any]], None]
"""(key, payload) -> None. Runs inside the tenant, outside any transaction. Raises EffectFailed."""

Giver = Callable[[str, dict[str, Any], str], None]
"""(key, payload, reason) -> None. Told when an item is given up."""

handlers: Registry[Handler] = Registry("outbox handler")
on_dead: Registry[Giver] = Registry("outbox dead letter")
