import os
from pathlib import Path
from typing import Any

import pytest

from tenants.files import services, storage
from tenants.files.models import File
from tenants.isolation.context import NoTenant, tenant_context
from tests.factories.people import Desk


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def _left_on(disk: Path) -> list[str]:
    return sorted(path.name for path in disk.rglob("*") if path.is_file())


def test_the_same_bytes_are_one_file(zaytuna: Desk, disk: Path) -> None:
    with tenant_context(zaytuna.tenant):
        assert services.store(content=b"x").pk == services.store(content=b"x").pk
        assert File.objects.count() == 1
    assert len(_left_on(disk)) == 1


def test_two_companies_never_share_a_file(zaytuna: Desk, tapuz: Desk, disk: Path) -> None:
    for desk in (zaytuna, tapuz):
        with tenant_context(desk.tenant):
            services.store(content=b"x")
    assert len(_left_on(disk)) == 2


def test_what_was_stored_is_read_back(zaytuna: Desk) -> None:
    content = os.urandom(100_000)
    with tenant_context(zaytuna.tenant):
        file = services.store(content=content, media_type="image/png")
        assert services.read(file=file) == content
        assert (file.size, file.media_type) == (100_000, "image/png")


def test_bytes_are_on_disk_before_the_row(zaytuna: Desk, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(handle))
    seen: list[tuple[int, int]] = []
    create = File.objects.get_or_create
    monkeypatch.setattr(
        File.objects,
        "get_or_create",
        lambda **fields: (seen.append((len(_left_on(disk)), len(synced))), create(**fields))[1],
    )
    with tenant_context(zaytuna.tenant):
        services.store(content=b"x")
    assert seen[0][0] == 1
    assert seen[0][1] >= 2  # the file and its folder


def test_a_full_disk_leaves_no_row_and_no_half_file(zaytuna: Desk, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with tenant_context(zaytuna.tenant):
        with pytest.raises(OSError):
            services.store(content=b"x")
        assert File.objects.count() == 0
    assert _left_on(disk) == []


def test_a_name_on_disk_says_nothing_of_the_outside_world(zaytuna: Desk) -> None:
    path = storage.path_of(zaytuna.tenant.pk, storage.digest(b"x"))
    assert path.name == storage.digest(b"x")
    assert path.parent.parent.name == str(zaytuna.tenant.pk)


def test_a_file_that_the_disk_lost_is_named(zaytuna: Desk, disk: Path) -> None:
    with tenant_context(zaytuna.tenant):
        file = services.store(content=b"x")
        storage.path_of(file.tenant_id, file.sha256).unlink()
        with pytest.raises(FileNotFoundError):
            services.read(file=file)


def test_without_a_company_nothing_is_stored(disk: Path) -> None:
    with pytest.raises(NoTenant):
        storage_without_tenant()
    assert _left_on(disk) == []


def storage_without_tenant() -> None:
    services.store.__wrapped__(content=b"x")  # type: ignore[attr-defined]
