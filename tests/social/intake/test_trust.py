"""A server is believed in what is its own: not in what we said elsewhere, nor in what is gone elsewhere."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.protocol import AuthorData, Connected, Gone, PostData, Seen
from social.intake import pipeline
from social.mentions.models import Author, HandleChange, Mention, Post, Revision
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk
from tickets.messages.models import Message

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


def _stranger() -> AuthorData:
    return AuthorData(key=f"{OTHER}/users/mallory", native_id="8@other.example", handle="mallory@other.example")


def _noura() -> Author:
    return Author.objects.get(key=f"{HOME}/users/noura")


def _check_what_noura_said(heard_by: SocialAccount) -> None:
    post = Post.objects.get()
    assert (post.text, post.author, post.account) == ("@zaytuna it is torn", _noura(), heard_by)
    assert (post.version_at, post.created_at) == (AT + timedelta(minutes=5), AT + timedelta(minutes=5))
    assert not Revision.objects.exists()


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


def test_only_the_server_of_a_post_says_what_it_says(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        asked = f"{HOME}/p/1"
        told = [(home, _said(asked, _customer(), "@zaytuna it is torn", 5))]
        told += [(other, _said(asked, _customer(), "@zaytuna I lied", minutes)) for minutes in (0, 5, 9)]
        told += [(other, _said(asked, _stranger(), "@zaytuna I lied", 1))]
        for account, event in told:
            pipeline.take_in(account=account, event=event)
            _check_what_noura_said(home)
        assert (Mention.objects.get().post.author, Mention.objects.count()) == (_noura(), 1)


def test_the_server_of_a_post_corrects_what_others_told_of_it(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        other, home = _account(zaytuna, OTHER), _account(zaytuna, HOME)
        asked = f"{HOME}/p/1"
        for minutes in (0, 9):
            pipeline.take_in(account=other, event=_said(asked, _customer(), f"@zaytuna a lie {minutes}", minutes))
        assert Revision.objects.exists()
        pipeline.take_in(account=home, event=_said(asked, _customer(), "@zaytuna it is torn", 5))
        _check_what_noura_said(home)
        assert Message.objects.get().text == "@zaytuna it is torn"
        pipeline.take_in(account=other, event=_said(asked, _customer(), "@zaytuna a lie", 0))
        _check_what_noura_said(home)


def test_only_the_server_of_an_author_says_who_he_is(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        lie = replace(_customer(), native_id="8@other.example", handle="thief@home.example", bio="A thief")
        pipeline.take_in(account=other, event=_said(f"{HOME}/p/0", lie, "@zaytuna hello", 60))
        assert _noura().handle == "thief@home.example"
        pipeline.take_in(account=home, event=_said(f"{HOME}/p/1", _customer(), "@zaytuna it is torn", 0))
        for minutes in (-1, 90):
            pipeline.take_in(account=other, event=_said(f"{HOME}/p/2{minutes}", lie, "@zaytuna hello", minutes))
        noura = _noura()
        assert (noura.handle, noura.bio, noura.native_id) == ("noura@home.example", "", "7@home.example")
        assert not HandleChange.objects.exists()


def test_nobody_at_another_server_is_passed_off_as_us(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        silenced = replace(_customer(), native_id=other.native_id)
        pipeline.take_in(account=other, event=_said(f"{HOME}/p/0", silenced, "@zaytuna hello", 0))
        pipeline.take_in(account=home, event=_said(f"{HOME}/p/1", _customer(), "@zaytuna it is torn", 1))
        assert _noura().account is None
        assert Mention.objects.filter(post__key=f"{HOME}/p/1").exists()


def test_no_server_puts_words_of_its_own_into_the_mouth_of_another_s_author(zaytuna: Desk) -> None:
    with tenant_context(zaytuna.tenant):
        home, other = _account(zaytuna, HOME), _account(zaytuna, OTHER)
        pipeline.take_in(account=other, event=_said(f"{OTHER}/p/1", _customer(), "@zaytuna send it to me", 0))
        assert not Post.objects.exists()
        pipeline.take_in(account=other, event=_said(f"{OTHER}/p/1", _stranger(), "@zaytuna send it to me", 0))
        assert (Mention.objects.count(), home.status) == (1, "active")


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
        assert time.process_time() - before < 5
        assert len(Post.objects.get().text) == 50_000
