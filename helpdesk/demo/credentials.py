"""How to sign in to the demo companies: a file that only its owner reads, the same each time."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from helpdesk.demo import keys
from tenants.isolation.models import Tenant
from tenants.tenancy import addresses


def path() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def read() -> dict[str, Any] | None:
    """What `manage.py demo --json` prints, or None before the demo companies exist."""
    try:
        known = dict(json.loads(path().read_text()))
    except FileNotFoundError:
        return None
    for tenant in known["tenants"]:  # the port may be another one today
        tenant["url"] = addresses.url_of(Tenant(slug=tenant["slug"]))
        tenant["api_token"] = str(keys.key_of(tenant["slug"])) if settings.DEMO else None
    return known


def write(tenants: list[dict[str, Any]]) -> None:
    """Replace the file at once; it is never readable by others, not even for a moment."""
    temporary = path().with_suffix(".new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump({"tenants": tenants}, stream, ensure_ascii=False, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path())


def new_password() -> str:
    return secrets.token_urlsafe(12)
