"""`exec`: a command finds its database and its broker, and leaves nothing behind."""

import os
import sys

import psycopg
import pytest

from helpdesk.run.vault import open_vault
from tests.helpdesk.run.conftest import Place, wait_for

ASK_BROKER = "import os, redis; print(redis.Redis.from_url(os.environ['CACHE_URL']).config_get('appendonly'))"


def test_a_command_finds_the_database_as_the_app_role(served: Place) -> None:
    assert served.sql("SELECT current_user::text", "DATABASE_URL") == "heard_app"


def test_a_command_finds_a_broker_that_keeps_its_file(served: Place) -> None:
    code, output = served.run("exec", "--", sys.executable, "-c", ASK_BROKER)

    assert code == 0
    assert "yes" in output


def test_the_exit_code_of_the_command_is_handed_on(served: Place) -> None:
    assert served.run("exec", "--", "sh", "-c", "exit 7")[0] == 7


def test_nothing_is_left_running_after_a_command(place: Place) -> None:
    place.run("exec", "--", "true")

    assert place.processes() == {}


def test_data_and_secrets_are_the_same_at_the_next_command(new_place: Place) -> None:
    new_place.sql("CREATE TABLE kept AS SELECT 41 AS answer")
    secrets = new_place.folder.secrets.read_text()

    assert new_place.sql("SELECT answer FROM kept", "DATABASE_URL") == "41"
    assert new_place.folder.secrets.read_text() == secrets
    assert new_place.folder.secrets.stat().st_mode & 0o777 == 0o600


def test_the_database_is_safe_against_a_crash_and_listens_on_no_port(served: Place) -> None:
    settings = ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "server_encoding")

    values = served.query("SELECT concat_ws(',', " + ", ".join(f"current_setting('{name}')" for name in settings) + ")")

    assert values == "on,on,on,,UTF8"


def test_statements_are_counted_for_whoever_looks_for_slow_ones(served: Place) -> None:
    assert served.query("SELECT count(*) > 0 FROM pg_stat_statements")


def test_sorting_is_that_of_the_builtin_locale(served: Place) -> None:
    assert served.query("SELECT datlocale FROM pg_database WHERE datname = 'heard'") == "C.UTF-8"


def test_nobody_gets_in_without_the_password(served: Place) -> None:
    address = served.state()["DATABASE_URL"].partition("host=")[2]

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgres://postgres@/postgres?host={address}")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(f"postgres://heard_app:guess@/heard?host={address}")


def test_the_superuser_is_not_among_what_a_command_is_told(served: Place) -> None:
    _, output = served.run("exec", "--", "env")

    assert open_vault(served.folder.secrets)["heard_app"] in output
    assert open_vault(served.folder.secrets)["postgres"] not in output


def test_a_second_command_joins_the_first_and_may_outlive_it(place: Place) -> None:
    first = place.start("exec", "--", "sleep", "1")
    wait_for(place.state, "the services are up")
    second = place.start("exec", "--", "sh", "-c", f'sleep 2; {sys.executable} -c "{ASK_BROKER}"')

    output, _ = second.communicate(timeout=30)

    assert second.returncode == 0, output
    assert first.wait(timeout=15) == 0
    place.wait_until_gone()


def test_two_commands_at_once_on_a_new_folder_both_run(new_place: Place) -> None:
    both = [new_place.start("exec", "--", "true") for _ in range(2)]

    assert [process.wait(timeout=60) for process in both] == [0, 0]


def test_a_signal_reaches_the_command_and_then_everything_stops(place: Place) -> None:
    process = place.start("exec", "--", "sleep", "60")
    wait_for(lambda: place.pids_of("sleep 60"), "the command runs")

    process.terminate()

    assert process.wait(timeout=15) == 128 + 15
    place.wait_until_gone(1)


def test_given_services_are_used_and_nothing_is_started(new_place: Place) -> None:
    given = {"DATABASE_URL": "postgres://heard_app:x@db.example/heard", "BROKER_URL": "redis://broker.example/0"}

    code, output = new_place.run("exec", "--", "sh", "-c", "echo $DATABASE_URL", **given)

    assert (code, output.strip()) == (0, given["DATABASE_URL"])
    assert not new_place.folder.services.exists()


def test_a_database_without_a_broker_is_refused_in_one_sentence(place: Place) -> None:
    code, output = place.run("exec", "--", "true", DATABASE_URL="postgres://db.example/heard")

    assert code == 1
    assert output.strip() == (
        "DATABASE_URL is set and BROKER_URL is not: set both, or neither to start the embedded services."
    )


def test_lost_secrets_are_named(place: Place) -> None:
    place.run("exec", "--", "true")
    place.folder.secrets.unlink()

    code, output = place.run("exec", "--", "true")

    assert code == 1
    assert "restore that file" in output
    assert place.processes() == {}


def test_secrets_others_can_read_are_refused(place: Place) -> None:
    place.run("exec", "--", "true")
    os.chmod(place.folder.secrets, 0o644)

    code, output = place.run("exec", "--", "true")

    assert code == 1
    assert "chmod 600" in output
