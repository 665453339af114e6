"""The rooms a token may be let into, by name, with what people call them. Filled in apps.py only."""

from typing import Any

from helpdesk.lib.registry import Registry

scopes: Registry[Any] = Registry("scope")


def every() -> list[str]:
    """Each scope that can be given: "tickets:read", "tickets:write", …"""
    return [f"{room}:{verb}" for room, _ in scopes for verb in ("read", "write")]
