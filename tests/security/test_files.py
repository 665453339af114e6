"""Content of customers on the disk is for the desk's own user."""

import os
from pathlib import Path
from typing import Any

import pytest

from tenants.files import services
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_no_other_user_may_open_what_a_customer_sent(zaytuna: Desk, settings: Any, tmp_path: Path, mask: int) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    before = os.umask(mask)
    try:
        with tenant_context(zaytuna.tenant):
            services.store(content=b"a passport")
    finally:
        os.umask(before)
    assert any(path.is_file() for path in settings.FILES_ROOT.rglob("*"))
    open_to_others = [path for path in settings.FILES_ROOT.rglob("*") if path.stat().st_mode & 0o077]
    assert [*open_to_others, *([settings.FILES_ROOT] if settings.FILES_ROOT.stat().st_mode & 0o077 else [])] == []
