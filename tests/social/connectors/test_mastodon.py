"""What only Mastodon does: being let in, words and tags, looking back, whom an answer reaches, and every refusal."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.lib import clock, outgoing
from helpdesk.lib.outgoing import Answer, Limits
from social.connectors.errors import Code, NetworkError
from social.connectors.mastodon import streams
from social.connectors.mastodon.client import Server
from social.connectors.mastodon.connector import Mastodon
from social.connectors.protocol import AccountRef, Audience, Connected, Draft, Gone, Kind, Seen, Stream, Visibility
from tests.networks.mastodon import MastodonFake

CALLBACK = "https://zaytuna.desk.example/settings/accounts/callback/"
ACCOUNT = AccountRef("mastodon", "https://m.example", "1@m.example", "zaytuna@m.example", {"token": "t"})


def _posts(events: Any) -> list[str]:
    return [event.post.native_id for event in events if isinstance(event, Seen)]


# -- being let in


def test_a_company_lets_us_in_at_its_own_server(mastodon: MastodonFake) -> None:
    connector, server = mastodon.connector, mastodon.server

    where, kept = connector.authorize_url(base_url=server.url, redirect_uri=CALLBACK, state="s-123")

    asked = parse_qs(urlsplit(where).query)
    assert where.startswith(f"{server.url}/oauth/authorize?")
    assert asked["state"] == ["s-123"]
    assert asked["redirect_uri"] == [CALLBACK]
    assert asked["code_challenge_method"] == ["S256"]
    assert "write:statuses" in asked["scope"][0]
    assert kept["client_secret"] not in where

    back = server.say_yes(where, mastodon.ours)  # mastodon_mock checks neither the secret nor PKCE
    assert back["state"] == "s-123"
    connected = connector.connect(base_url=server.url, params={**kept, "code": back["code"]})

    assert (connected.handle, connected.name) == (mastodon.handle("zaytuna"), "Zaytuna")
    assert connected.native_id == mastodon.account().native_id
    assert connected.base_url == server.url
    assert connected.limits == {"characters": 500, "url": 23}
    assert "write:statuses" in connected.scopes
    account = replace(mastodon.account(), keys=connected.keys)
    assert connector.poll(account, Stream.MENTIONS, "", "").events == []

    connector.revoke(account)
    with pytest.raises(NetworkError) as caught:
        connector.poll(account, Stream.MENTIONS, "", "")
    assert caught.value.code == Code.AUTH_EXPIRED


def test_a_token_alone_lets_us_in_too(mastodon: MastodonFake) -> None:
    connected = mastodon.connector.connect(base_url=mastodon.server.url, params={"token": f" {mastodon.token}\n"})

    assert connected.native_id == mastodon.account().native_id
    mastodon.connector.revoke(replace(mastodon.account(), keys=connected.keys))  # only its maker can end it
    assert mastodon.connector.connect(base_url=mastodon.server.url, params={"token": mastodon.token})


@pytest.mark.parametrize(
    "params",
    [{"token": "wrong"}, {"token": "two words"}, {"token": "رمز"}, {}, {"code": "x"}, {"code": "x", "client_id": "a"}],
)
def test_what_is_no_key_lets_nobody_in(mastodon: MastodonFake, params: dict[str, str]) -> None:
    with pytest.raises(NetworkError) as caught:
        mastodon.connector.connect(base_url=mastodon.server.url, params=params)

    assert caught.value.code == Code.AUTH_EXPIRED


@pytest.mark.parametrize(
    ("typed", "base_url"),
    [
        ("mastodon.example", "https://mastodon.example"),
        ("https://Mastodon.Example/", "https://mastodon.example"),
        (" https://mastodon.example/@zaytuna ", "https://mastodon.example"),
        ("@zaytuna@mastodon.example", "https://mastodon.example"),
        ("zaytuna@mastodon.example", "https://mastodon.example"),
        ("mastodon.example:8443", "https://mastodon.example:8443"),
        ("https://mastodon.example:443", "https://mastodon.example"),
        ("https://mastodon.example./", "https://mastodon.example"),
    ],
)
def test_a_server_is_named_as_people_name_it(typed: str, base_url: str) -> None:
    from social.connectors.mastodon.client import clean_base_url

    assert clean_base_url(typed) == base_url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://mastodon.example",
        "ftp://m.example",
        "https://",
        "https://a:b@m.example",
        "file:///etc",
        "https://[half",
        "https://m.example:99999",
        "https://@m.example",
    ],
)
def test_what_is_no_https_address_is_refused(typed: str, settings: Any) -> None:
    settings.ALLOW_PRIVATE_HOSTS = False

    with pytest.raises(NetworkError) as caught:
        Mastodon().authorize_url(base_url=typed, redirect_uri=CALLBACK, state="s")

    assert caught.value.code == Code.REFUSED_ADDRESS


def test_keys_are_not_written_where_an_account_is() -> None:
    keys = {"token": "opens-all-7"}
    rows = (
        AccountRef("mastodon", "https://m.example", keys=keys),
        Connected("1", "a@m.example", "A", keys=keys),
        Server("https://m.example", keys["token"]),
    )

    assert "opens-all-7" not in repr(rows)


def test_a_server_in_our_own_house_is_not_called(mastodon: MastodonFake, settings: Any) -> None:
    settings.ALLOW_PRIVATE_HOSTS = False

    with pytest.raises(NetworkError) as caught:
        mastodon.connector.poll(mastodon.account(), Stream.MENTIONS, "", "")

    assert caught.value.code == Code.REFUSED_ADDRESS


# -- hearing


def test_a_word_is_found_whoever_is_tagged_and_each_post_once(mastodon: MastodonFake) -> None:
    word = f"زيتونة{mastodon.number}"
    account, connector = mastodon.account(), mastodon.connector
    before = mastodon.post(f"كنت عند {word} أمس")
    first = connector.poll(account, Stream.SEARCH, word, "")
    assert _posts(first.events) == [before]

    said = [mastodon.post(f"{word} رقم {number}", by=f"p{number % 3}") for number in range(50)]
    secret = mastodon.post(f"{word} بيننا", by="lina", visibility="direct")
    second = connector.poll(account, Stream.SEARCH, word, first.cursor)

    # mastodon_mock finds direct messages of strangers too, and knows no offset: its second page is its first.
    assert _posts(second.events) == said[-39:]
    assert secret not in _posts(second.events)
    assert connector.poll(account, Stream.SEARCH, word, second.cursor).events == []
    (post,) = [e.post for e in second.events if isinstance(e, Seen) and e.post.native_id == said[-1]]
    assert list(post.tagged) == []


def test_a_search_of_several_pages_is_read_to_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """mastodon_mock pages no search, so its pages are written here."""
    everything = [_status(str(1000 + number)) for number in range(100)]
    asked: list[int] = []

    def answer(path: str, params: Mapping[str, str]) -> Any:
        offset = int(params["offset"])
        asked.append(offset)
        newest_first = list(reversed(everything))
        return {"statuses": newest_first[offset : offset + 40]}

    _answers(monkeypatch, answer)
    first = streams.poll(ACCOUNT, Stream.SEARCH, "زيت", "")
    assert len(first.events) == 40
    everything += [_status(str(2000 + number)) for number in range(70)]

    second = streams.poll(ACCOUNT, Stream.SEARCH, "زيت", first.cursor)

    assert _posts(second.events) == [str(2000 + number) for number in range(70)]
    assert asked == [0, 0, 40]


def test_a_tag_is_followed_without_a_gap(mastodon: MastodonFake) -> None:
    tag = f"زيت_{mastodon.number}"
    account, connector = mastodon.account(), mastodon.connector
    cursor = connector.poll(account, Stream.TAG, f"#{tag}", "").cursor
    said = [mastodon.post(f"صباح #{tag} {number}") for number in range(85)]

    heard: list[str] = []
    pages = 0
    more = True
    while more:
        page = connector.poll(account, Stream.TAG, f"#{tag}", cursor)
        heard, cursor, more, pages = [*heard, *_posts(page.events)], page.cursor, page.more, pages + 1

    assert heard == said
    assert pages == 3


def test_what_our_account_says_elsewhere_is_heard_with_what_it_answers(mastodon: MastodonFake) -> None:
    account, connector = mastodon.account(), mastodon.connector
    cursor = connector.poll(account, Stream.OWN, "", "").cursor
    question = mastodon.say("متى تفتحون؟")
    mastodon.server.post(mastodon.ours, f"@{mastodon.person('lina').name} في التاسعة", under=question)

    (event,) = connector.poll(account, Stream.OWN, "", cursor).events

    assert isinstance(event, Seen)
    assert event.post.author.native_id == account.native_id
    assert event.post.author.handle == account.handle
    assert event.post.parent_key == connector.fetch_post(account, question).key
    assert event.post.text.endswith("في التاسعة")


def test_both_sides_of_a_direct_talk_have_one_root(mastodon: MastodonFake) -> None:
    account, connector = mastodon.account(), mastodon.connector
    connector.poll(account, Stream.DIRECT, "", "")
    theirs = connector.fetch_post(account, mastodon.say("رقمي عندكم", direct=True))
    again = connector.fetch_post(account, mastodon.say("هل وصل؟", direct=True))
    other = connector.fetch_post(account, mastodon.say("وأنا", by="omar", direct=True))

    ours = connector.publish(account, _direct(mastodon, theirs.native_id))

    assert (
        theirs.root_key == again.root_key == ours.conversation == connector.fetch_post(account, ours.native_id).root_key
    )
    assert other.root_key != theirs.root_key


def test_our_account_is_known_by_every_name_it_is_tagged_with(mastodon: MastodonFake) -> None:
    post = mastodon.connector.fetch_post(mastodon.account(), mastodon.say("سؤال"))

    assert mastodon.account().native_id in post.tagged
    assert mastodon.account().handle in post.tagged
    assert post.author.handle == mastodon.handle("lina")


def test_looking_back_finds_what_came_late_and_what_changed_and_only_a_404_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Posts of other servers come late, below the last id; mastodon_mock knows no other servers."""
    stream = {number: _status(str(number)) for number in (100, 200, 300)}
    there = set(stream)

    def answer(path: str, params: Mapping[str, str]) -> Any:
        if "/timelines/" in path:
            found = [stream[number] for number in sorted(stream, reverse=True)]
            return [one for one in found if int(one["id"]) > int(params.get("min_id", 0))]
        if int(path.rpartition("/")[2]) in there:
            return _status(path.rpartition("/")[2])
        raise NetworkError(Code.TARGET_GONE, "Record not found")

    _answers(monkeypatch, answer)
    monkeypatch.setattr(streams, "LOOK_BACK_SECONDS", 0.0)
    cursor = streams.poll(ACCOUNT, Stream.TAG, "زيت", "").cursor
    stream[250] = _status("250")  # late
    stream[200] = _status("200", edited_at="2026-11-21T10:00:00Z")
    del stream[100], stream[300]  # 100 is hidden from us only
    there.discard(300)

    page = streams.poll(ACCOUNT, Stream.TAG, "زيت", cursor)

    assert _posts(page.events) == ["200", "250"]
    assert [event.key for event in page.events if isinstance(event, Gone)] == ["https://m.example/posts/300"]
    assert streams.poll(ACCOUNT, Stream.TAG, "زيت", page.cursor).events == []


def test_looking_back_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Mapping[str, str]] = []

    def answer(path: str, params: Mapping[str, str]) -> Any:
        asked.append(params)
        return []

    _answers(monkeypatch, answer)
    cursor = streams.poll(ACCOUNT, Stream.OWN, "", "").cursor
    for _ in range(3):
        cursor = streams.poll(ACCOUNT, Stream.OWN, "", cursor).cursor

    assert ["min_id" in params for params in asked] == [False, True, True, True]


@pytest.mark.parametrize("cursor", ["", "{", "[]", "7", '{"seen": 3}', '{"looked": "x"}'])
def test_a_cursor_that_nobody_can_read_begins_anew(monkeypatch: pytest.MonkeyPatch, cursor: str) -> None:
    _answers(monkeypatch, lambda path, params: [_status("5")])

    assert _posts(streams.poll(ACCOUNT, Stream.OWN, "", cursor).events) == ["5"]


def test_one_post_that_cannot_be_read_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [{"id": "1"}, {**_status("2"), "created_at": "yesterday"}, {**_status("3"), "account": None}, "text", None]
    _answers(monkeypatch, lambda path, params: [_status("5"), *broken, _status("0")])

    assert _posts(streams.poll(ACCOUNT, Stream.OWN, "", "").events) == ["0", "5"]


def test_shares_without_words_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, lambda path, params: [{**_status("6"), "reblog": _status("5")}, _status("4")])

    assert _posts(streams.poll(ACCOUNT, Stream.TAG, "زيت", "").events) == ["4"]


def test_a_post_of_pictures_is_not_empty_and_a_warning_is_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    media = [{"url": "https://m.example/1.png", "description": "زجاجة مكسورة"}, {"url": "https://m.example/2.png"}]
    found = {**_status("5"), "content": "", "media_attachments": media, "spoiler_text": "food", "visibility": "private"}
    _answers(monkeypatch, lambda path, params: [found])

    (event,) = streams.poll(ACCOUNT, Stream.OWN, "", "").events

    assert isinstance(event, Seen)
    assert event.post.text == "زجاجة مكسورة\nhttps://m.example/2.png"
    assert list(event.post.links) == ["https://m.example/1.png", "https://m.example/2.png"]
    assert (event.post.title, event.post.visibility, event.post.kind) == ("food", Visibility.FOLLOWERS, Kind.POST)
    assert Mastodon().can_reply(ACCOUNT, event.post, Audience.PUBLIC).reason == Code.REPLIES_RESTRICTED


# -- answering


def test_an_answer_reaches_its_reader(mastodon: MastodonFake) -> None:
    account, connector = mastodon.account(), mastodon.connector
    target = mastodon.say("أين طلبي؟")

    connector.publish(account, Draft("k", "نبحث عنه", parent_native_id=target, to=[mastodon.handle("lina")]))

    told = mastodon.server.call("GET", "/api/v1/notifications", token=mastodon.person("lina").token)
    assert [one["status"]["in_reply_to_id"] for one in told if one["type"] == "mention"] == [target]


def test_a_direct_answer_tells_nobody_that_its_words_name(mastodon: MastodonFake) -> None:
    omar = mastodon.person("omar")
    target = mastodon.say("أين طلبي؟", direct=True)

    published = mastodon.connector.publish(
        mastodon.account(), _direct(mastodon, target, f"اسألي @{omar.name} و @{mastodon.handle('omar')}")
    )

    found = mastodon.server.call("GET", f"/api/v1/statuses/{published.native_id}", token=mastodon.token)
    assert [one["username"] for one in found["mentions"]] == [mastodon.person("lina").name]
    assert found["visibility"] == "direct"
    assert mastodon.server.call("GET", "/api/v1/notifications", token=omar.token) == []


def test_a_direct_message_reaches_who_took_the_post_back(mastodon: MastodonFake) -> None:
    began = clock.now()
    target = mastodon.say("أين طلبي؟")
    mastodon.take_back(target)
    draft = replace(_direct(mastodon, target, "ما زلنا نبحث"), parent_key="https://square.example/gone")

    published = mastodon.connector.publish(mastodon.account(), draft)

    found = mastodon.connector.find_published(mastodon.account(), draft, began)
    assert found is not None
    assert found.key == published.key
    assert mastodon.connector.fetch_post(mastodon.account(), published.native_id).kind == Kind.DIRECT


def test_a_text_that_is_written_already_is_not_written_twice(mastodon: MastodonFake) -> None:
    for audience in Audience:
        draft = Draft("k", "@omar@far.example مرحبا", audience, to=[mastodon.handle("lina")])
        once = mastodon.connector.written(draft)
        assert mastodon.connector.written(replace(draft, text=once)) == once


def test_a_post_that_another_server_told_us_of_is_found_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """mastodon_mock resolves no addresses: it knows no other servers."""
    asked: dict[str, Any] = {}

    def answer(path: str, params: Mapping[str, str]) -> Any:
        asked[path] = params
        return {"statuses": [_status("77")] if params.get("q") == "https://m.example/posts/77" else []}

    def taken(self: Any, path: str, form: Mapping[str, str], *, key: str = "") -> Any:
        asked[path] = form
        return _status("78")

    _answers(monkeypatch, answer)
    monkeypatch.setattr("social.connectors.mastodon.client.Server.post", taken)

    Mastodon().publish(ACCOUNT, Draft("k", "نعم", parent_key="https://m.example/posts/77", language="ar-Latn"))

    assert asked["/api/v2/search"]["resolve"] == "true"
    assert asked["/api/v1/statuses"]["in_reply_to_id"] == "77"
    assert asked["/api/v1/statuses"]["language"] == "ar"
    with pytest.raises(NetworkError) as caught:
        Mastodon().publish(ACCOUNT, Draft("k", "نعم", parent_key="https://m.example/posts/79"))
    assert caught.value.code == Code.TARGET_GONE


def test_a_server_that_is_too_slow_leaves_it_open_whether_it_was_published(
    mastodon: MastodonFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Draft("k-slow", "نبحث عنه", to=[mastodon.handle("lina")])
    mastodon.server.fault({"type": "latency", "delay_ms": 700}, path="/api/v1/statuses")
    monkeypatch.setattr(outgoing, "LIMITS", Limits(read=0.2))

    with pytest.raises(NetworkError) as caught:
        mastodon.connector.publish(mastodon.account(), draft)

    assert (caught.value.code, caught.value.is_ambiguous) == (Code.NETWORK_DOWN, True)


# -- refusals


@pytest.mark.parametrize(
    ("status", "said", "code", "is_final"),
    [
        (401, "The access token is invalid", Code.AUTH_EXPIRED, False),
        (403, "Your login is currently disabled", Code.AUTH_EXPIRED, False),
        (403, "This action is outside the authorized scopes", Code.PERMISSION_MISSING, True),
        (404, "Record not found", Code.TARGET_GONE, True),
        (410, "Gone", Code.TARGET_GONE, True),
        (422, "Validation failed: Text character limit of 500 exceeded", Code.TOO_LONG, True),
        (422, "Validation failed: Text is too long (maximum is 500 characters)", Code.TOO_LONG, True),
        (422, "Validation failed: Text can't be blank", Code.POLICY, True),
        (429, "Too many requests", Code.RATE_LIMITED, False),
        (500, "", Code.NETWORK_DOWN, False),
        (503, "Service temporarily unavailable", Code.NETWORK_DOWN, False),
        (418, "I am a teapot", Code.UNKNOWN, False),
        (302, "", Code.MALFORMED, True),
    ],
)
def test_every_refusal_has_a_code_and_the_servers_own_words(
    monkeypatch: pytest.MonkeyPatch, status: int, said: str, code: Code, is_final: bool
) -> None:
    body = json.dumps({"error": said}).encode() if said else b"<html>"
    monkeypatch.setattr(outgoing, "request", lambda *args, **kwargs: Answer(status, {}, body, "https://m.example"))

    with pytest.raises(NetworkError) as caught:
        Mastodon().fetch_post(ACCOUNT, "1")

    assert (caught.value.code, caught.value.is_final) == (code, is_final)
    assert caught.value.said == (said or f"HTTP {status}")
    assert not caught.value.is_ambiguous


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(503, {}, b"", "https://m.example"), Code.NETWORK_DOWN),
        (Answer(200, {}, b"{", "https://m.example"), Code.MALFORMED),
        (Answer(200, {}, b'{"id": 1}', "https://m.example"), Code.MALFORMED),
        (outgoing.Unreachable("timed out", was_sent=True), Code.NETWORK_DOWN),
        (outgoing.TooBig("an answer of 99999999 bytes"), Code.MALFORMED),
    ],
)
def test_an_answer_that_may_have_been_published_is_not_said_to_have_failed(
    monkeypatch: pytest.MonkeyPatch, answer: Any, code: Code
) -> None:
    def request(*args: Any, **kwargs: Any) -> Answer:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(outgoing, "request", request)

    with pytest.raises(NetworkError) as caught:
        Mastodon().publish(ACCOUNT, Draft("k", "نعم"))

    assert (caught.value.code, caught.value.is_ambiguous, caught.value.is_final) == (code, True, False)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (outgoing.Unreachable("no route", was_sent=False), Code.NETWORK_DOWN),
        (outgoing.Refused("m.example is at 127.0.0.1"), Code.REFUSED_ADDRESS),
    ],
)
def test_an_answer_that_never_left_is_not_ambiguous(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: Code
) -> None:
    def request(*args: Any, **kwargs: Any) -> Answer:
        raise error

    monkeypatch.setattr(outgoing, "request", request)

    with pytest.raises(NetworkError) as caught:
        Mastodon().publish(ACCOUNT, Draft("k", "نعم"))

    assert (caught.value.code, caught.value.is_ambiguous) == (code, False)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "33"}, 33),
        ({"x-ratelimit-reset": "2026-11-22T06:05:00.123456Z"}, 300),
        ({"x-ratelimit-reset": "1795327500"}, 300),
        ({"retry-after": "Sun, 22 Nov 2026 06:05:00 GMT"}, 300),
        ({"x-ratelimit-reset": "2026-11-22T05:00:00Z"}, 0),
        ({"x-ratelimit-reset": "soon"}, 60),
        ({}, 60),
    ],
)
def test_a_server_says_in_many_ways_when_to_come_again(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], seconds: int
) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 6, 0, tzinfo=UTC))
    monkeypatch.setattr(outgoing, "request", lambda *args, **kwargs: Answer(429, headers, b"{}", "https://m.example"))

    with pytest.raises(NetworkError) as caught:
        Mastodon().fetch_post(ACCOUNT, "1")

    assert caught.value.retry_after == pytest.approx(seconds, abs=1)


def test_an_account_without_keys_is_to_be_connected_again() -> None:
    with pytest.raises(NetworkError) as caught:
        Mastodon().poll(replace(ACCOUNT, keys={}), Stream.MENTIONS, "", "")

    assert caught.value.code == Code.AUTH_EXPIRED


# -- helpers


def _answers(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """A server whose GET answers are written by the test."""

    def get(self: Any, path: str, params: Mapping[str, str] | None = None) -> Any:
        return answer(path, params or {})

    monkeypatch.setattr("social.connectors.mastodon.client.Server.get", get)


def _status(post_id: str, edited_at: str = "") -> dict[str, Any]:
    url = f"https://m.example/posts/{post_id}"
    lina = {"id": "9", "acct": "lina", "display_name": "Lina", "url": "https://m.example/@lina"}
    return {
        "id": post_id, "uri": url, "url": url, "account": lina, "content": "<p>زيت</p>", "visibility": "public",
        "created_at": "2026-11-21T09:00:00.000Z", "edited_at": edited_at or None, "mentions": [],
    }  # fmt: skip


def _direct(mastodon: MastodonFake, target: str, text: str = "وصل") -> Draft:
    return Draft(f"k{target}", text, Audience.DIRECT, parent_native_id=target, to=[mastodon.handle("lina")])
