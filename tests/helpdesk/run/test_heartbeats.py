"""Whoever gives no sign of life for two minutes is named."""

import time

import pytest
import redis

from helpdesk.run import heartbeats
from helpdesk.run.heartbeats import Heartbeats
from tests.helpdesk.run.conftest import Place

LONG_AGO = {name: time.monotonic() - 600 for name in heartbeats.WATCHED}


@pytest.fixture
def store(served: Place) -> redis.Redis:
    store = redis.Redis.from_url(served.state()["CACHE_URL"])
    store.flushdb()
    return store


def sign(store: redis.Redis, **ages: float) -> None:
    for name, age in ages.items():
        store.set(f"heard:heartbeat:{name.replace('_', '-')}", time.time() - age)


@pytest.mark.parametrize(
    ("ages", "silent"),
    [
        ({"worker": 1, "beat": 1, "mail_in": 1}, []),
        ({"worker": 1, "beat": 1, "mail_in": 300}, ["mail-in"]),
        ({"worker": 1, "beat": 1, "mail_in": 1, "events": 300}, ["events"]),
        ({"worker": 300, "beat": 1, "mail_in": 1}, ["worker"]),
        ({"worker": 300, "beat": 300, "mail_in": 1}, ["beat"]),
        ({"beat": 1, "mail_in": 1}, []),
    ],
)
def test_the_silent_are_named_and_a_worker_is_not_blamed_for_beat(
    served: Place, store: redis.Redis, ages: dict[str, float], silent: list[str]
) -> None:
    sign(store, **ages)

    assert Heartbeats(served.state()["CACHE_URL"]).silent(LONG_AGO) == silent


def test_a_flushed_store_blames_nobody_until_signs_are_missed_for_two_minutes(
    served: Place, store: redis.Redis
) -> None:
    beats = Heartbeats(served.state()["CACHE_URL"])
    assert beats.silent(LONG_AGO) == []

    beats.missed_since["mail-in"] -= 121

    assert beats.silent(LONG_AGO) == ["mail-in"]
    sign(store, mail_in=1)
    assert beats.silent(LONG_AGO) == []
    store.flushdb()
    assert beats.silent(LONG_AGO) == []


def test_who_has_just_started_is_given_time(served: Place, store: redis.Redis) -> None:
    just_now = dict.fromkeys(heartbeats.WATCHED, time.monotonic())

    assert Heartbeats(served.state()["CACHE_URL"]).silent(just_now) == []


def test_signs_of_an_earlier_run_are_forgotten(served: Place, store: redis.Redis) -> None:
    sign(store, worker=1, beat=1, mail_in=1)

    Heartbeats(served.state()["CACHE_URL"]).forget()

    assert store.keys() == []


def test_a_silent_store_blames_nobody() -> None:
    assert Heartbeats("unix:///nowhere/valkey.sock").silent(LONG_AGO) == []
