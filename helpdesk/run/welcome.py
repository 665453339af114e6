"""The last line of a start: where to go and how to sign in."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from helpdesk.run.desk import Desk
from helpdesk.run.folder import DataFolder


def demo_file(folder: DataFolder) -> Path:
    """Where `load_demo` writes how to sign in, when everything else of the demo is there."""
    return folder.root / "demo.json"


def welcome(folder: DataFolder, desk: Desk) -> str:
    """Name the first demo company and its owner; the password stays in its 0600 file."""
    try:
        company = json.loads(demo_file(folder).read_text())["tenants"][0] if desk.demo else None
    except (OSError, ValueError, LookupError):
        company = None
    if company is None:
        return f"Heard is ready: {desk.platform_url} · sign up there, or sign in at your company's own address"
    platform = urlsplit(desk.platform_url)
    where = f"{platform.scheme}://{company['slug']}.{platform.netloc}"
    owner = next((user["email"] for user in company["users"] if user["role"] == "owner"), company["users"][0]["email"])
    return f"Heard is ready: {where} · sign in as {owner} · passwords: .venv/bin/python manage.py demo --json"
