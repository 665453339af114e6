"""Where the cluster and the sockets lie, and what is refused there."""

import os
import tempfile
from pathlib import Path

import pytest

from helpdesk.run.accounts import service_account
from helpdesk.run.errors import RunError
from helpdesk.run.folder import SOCKET_PATH_LIMIT, DataFolder, make_services_folder, make_socket_folder
from tests.helpdesk.run.conftest import Place


def test_a_folder_everyone_reaches_holds_the_cluster_itself_closed_to_others(new_place: Place) -> None:
    new_place.run("exec", "--", "true")

    assert not new_place.folder.services.is_symlink()
    assert new_place.folder.services.stat().st_mode & 0o777 == 0o700
    assert (new_place.folder.services / "postgres" / "PG_VERSION").exists()


def test_below_a_closed_folder_everything_works_too(closed_place: Place) -> None:
    closed_place.sql("CREATE TABLE kept AS SELECT 41 AS answer")

    assert closed_place.sql("SELECT answer FROM kept") == "41"
    outside = service_account() is not None
    assert closed_place.folder.services.is_symlink() == outside


def test_a_link_to_another_desks_cluster_is_refused(new_place: Place, tmp_path: Path) -> None:
    new_place.folder.make()
    new_place.folder.services.symlink_to(tmp_path)

    with pytest.raises(RunError, match="another desk's database"):
        make_services_folder(new_place.folder, service_account())


def test_a_socket_folder_someone_else_put_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = DataFolder(Path(name))
        monkeypatch.setattr("helpdesk.run.folder._socket_bases", lambda: [Path(name)])
        (folder.root / f"heard-{os.geteuid()}-{folder.digest}").symlink_to(name)

        with pytest.raises(RunError, match="belongs to someone else"):
            make_socket_folder(folder, None)


def test_sockets_stay_short_however_deep_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        long = Path(name) / ("x" * 100)
        long.mkdir()
        monkeypatch.setattr("helpdesk.run.folder._socket_bases", lambda: [long, Path(name)])

        sockets = make_socket_folder(DataFolder(long), None)

        assert sockets.parent == Path(name)
        assert len(str(sockets / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_LIMIT
        assert sockets.stat().st_mode & 0o777 == 0o700


def test_two_folders_have_two_socket_folders() -> None:
    assert DataFolder(Path("/one/var")).digest != DataFolder(Path("/two/var")).digest
