import time
from unittest import mock

import pytest
import redis
from django.db import OperationalError
from django.test import Client

from helpdesk import health
from helpdesk.lib import heartbeat

ALIVE = {"worker": 1.0, "beat": 1.0, "mail-in": 1.0, "events": 1.0}


@pytest.fixture
def everything_lives(db: None) -> object:
    with (
        mock.patch.object(health, "_broker", return_value=""),
        mock.patch.object(heartbeat, "ages", return_value=dict(ALIVE)),
    ):
        yield


def test_livez_answers_on_any_host_without_the_database() -> None:
    assert Client().get("/livez", HTTP_HOST="10.0.0.7").content == b"ok"


def test_readyz_is_200_when_every_part_answers(everything_lives: object) -> None:
    response = Client().get("/readyz", HTTP_HOST="anything.example")
    assert (response.status_code, response.json()["failing"]) == (200, []), response.json()


@pytest.mark.parametrize("silent", ["worker", "beat", "mail-in", "events"])
def test_readyz_names_a_process_that_is_silent(everything_lives: object, silent: str) -> None:
    with mock.patch.object(heartbeat, "ages", return_value={**ALIVE, silent: 31.0}):
        response = Client().get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, [silent])
    assert response.json()["parts"][silent] == "silent for 31 s"
    assert response["Retry-After"] == "5"


def test_readyz_names_a_process_that_never_started(everything_lives: object) -> None:
    with mock.patch.object(heartbeat, "ages", return_value={**ALIVE, "beat": None}):
        assert Client().get("/readyz").json()["parts"]["beat"] == "no sign of life yet"


def test_readyz_names_the_broker(everything_lives: object) -> None:
    silent = mock.Mock(side_effect=redis.ConnectionError("refused"), __name__="_broker")
    with mock.patch.object(health, "_broker", silent):
        body = Client().get("/readyz").json()
    assert body["failing"] == ["broker", "worker", "beat", "mail-in", "events"]


def test_readyz_names_the_database(everything_lives: object) -> None:
    silent = mock.Mock(side_effect=OperationalError("no answer from db.internal as heard_app"), __name__="_database")
    with mock.patch.object(health, "_database", silent):
        response = Client().get("/readyz")
    assert response.json()["failing"] == ["database", "migrations"]
    assert "db.internal" not in response.content.decode(), "what strangers may read names no host"


def test_readyz_names_migrations_that_wait(everything_lives: object) -> None:
    with mock.patch.object(health, "_migrations", return_value="2 to run"):
        assert Client().get("/readyz").json()["failing"] == ["migrations"]


def test_a_sign_of_life_has_an_age() -> None:
    store: dict[str, bytes] = {}
    fake = mock.Mock()
    fake.set.side_effect = lambda key, value, ex: store.update({key: str(value).encode()})
    fake.mget.side_effect = lambda keys: [store.get(key) for key in keys]
    with mock.patch.object(heartbeat, "_store", return_value=fake), mock.patch.object(time, "time", return_value=100.0):
        heartbeat.beat("worker")
        assert heartbeat.ages() == {"worker": 0.0, "beat": None, "mail-in": None, "events": None}
