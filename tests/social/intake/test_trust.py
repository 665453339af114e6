"""A server is believed in what is its own: not in what we said elsewhere, nor in what is gone elsewhere."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import AuthorData, Connected, Gone, PostData, Seen
from social.intake import pipeline
from social.mentions.models import Mention, Post
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOME, OTHER = "https://home.example", "https://other.example"
US = f"{HOME}/users/zaytuna"


def _account(desk: Desk, server: str) -> SocialAccount:
    host = server.removeprefix("https://")
    told = Connected(f"1@{host}", f"zaytuna@{host}", "Zaytuna", server, {"token": "t"})
    brand = accounts.first_brand()
    return accounts.connect(brand=brand, network="mastodon", connected=told, by=desk.members["owner"])


def _said(key: str, by: AuthorData, text: str, minutes: int, parent: str = "") -> Seen:
    at = AT + timedelta(minutes=minutes)
    root = parent or key
    return Seen(PostData(key, key, by, text, at, at, parent_key=parent, root_key=root, tagged=["1@home.example"]))


def _customer(server: str = HOME) -> AuthorData:
    return AuthorData(key=f"{server}/users/noura", native_id="7@home.example", handle="noura@home.example")


def _state() -> str:
    return str(Mention.objects.values_list("state", flat=True).get())


def test_only_our_own_server_says_what_we_answered(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        asked = f"{HOME}/p/1"
        pipeline.take_in(account=home, event=_said(asked, _customer(), "@zaytuna it is torn", 0))
        us = AuthorData(key=US, native_id="1@home.example", handle="zaytuna@home.example")
        pipeline.take_in(account=home, event=_said(f"{HOME}/p/0", us, "Good morning", -5))
        feigned = AuthorData(key=US, native_id="9@other.example", handle="zaytuna@home.example")
        pipeline.take_in(account=other, event=_said(f"{OTHER}/p/2", feigned, "We answered.", 1, asked))
        pipeline.take_in(account=home, event=_said(asked, _customer(), "@zaytuna it is torn", 0))
        assert _state() == "new"
        pipeline.take_in(account=home, event=_said(f"{HOME}/p/3", us, "We are sorry.", 2, asked))
        assert _state() == "answered"


def test_only_the_server_of_a_post_says_that_it_is_gone(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        asked = f"{HOME}/p/1"
        pipeline.take_in(account=home, event=_said(asked, _customer(), "@zaytuna it is torn", 0))
        pipeline.take_in(account=other, event=Gone(asked, AT + timedelta(minutes=1)))
        assert (_state(), Post.objects.get().text) == ("new", "@zaytuna it is torn")
        pipeline.take_in(account=home, event=Gone(asked, AT + timedelta(minutes=1)))
        assert (_state(), Post.objects.get().text) == ("withdrawn", "")


def test_what_stands_elsewhere_may_be_gone_by_any_server_s_word(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        _, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        asked = "https://far.example/p/1"
        pipeline.take_in(account=other, event=_said(asked, _customer("https://far.example"), "@zaytuna torn", 0))
        pipeline.take_in(account=other, event=Gone(asked, AT + timedelta(minutes=1)))
        assert _state() == "withdrawn"


def test_of_a_post_without_end_no_more_is_read_than_is_kept(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home = _account(zaytuna, HOME)
        before = time.process_time()
        pipeline.take_in(account=home, event=_said(f"{HOME}/p/1", _customer(), "a@b @c " * 100_000, 0))
        assert time.process_time() - before < 40
        assert len(Post.objects.get().text) == 50_000
