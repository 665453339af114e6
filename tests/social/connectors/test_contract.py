"""What every network promises (social/connectors/protocol.py), asked of each with a real server behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

import pytest

from helpdesk.lib import clock
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import (
    Audience,
    Draft,
    Gone,
    InboundEvent,
    Kind,
    Page,
    PostData,
    Seen,
    Stream,
    Visibility,
    Way,
    WebhookConnector,
)
from tests.networks import Fake
from tests.social.connectors.conftest import FAKES

WORDS = "الزيت وصل مكسوراً 😡 وأريد بديلاً! שלום 👨‍👩‍👧‍👦\nسطر ثانٍ: זה לא בסדר — «100%»"


def _with(**abilities: bool) -> list[str]:
    """The names of the networks that can do this."""

    def can(name: str) -> bool:
        found = FAKES[name][1].connector.abilities  # type: ignore[attr-defined]
        return all(getattr(found, ability) == wanted for ability, wanted in abilities.items())

    return [name for name in FAKES if can(name)]


every = pytest.mark.parametrize("fake", list(FAKES), indirect=True)
polled = pytest.mark.parametrize("fake", _with(has_webhook=False), indirect=True)
pushing = pytest.mark.parametrize("fake", _with(has_webhook=True), indirect=True)
answering = pytest.mark.parametrize("fake", _with(replies=True), indirect=True)
talking = pytest.mark.parametrize("fake", _with(direct=True), indirect=True)
listening_only = pytest.mark.parametrize("fake", _with(replies=False), indirect=True)


class Ear:
    """Hears what a network tells, in whichever way it does, as intake would: the cursor is kept after each page."""

    def __init__(self, fake: Fake, *streams: Stream) -> None:
        self.fake = fake
        self.streams = streams or (fake.stream,)
        self.cursors = dict.fromkeys(self.streams, "")
        self.hear()

    def hear(self) -> list[InboundEvent]:
        if self.fake.connector.abilities.has_webhook:
            return list(_pushed(self.fake))
        return [event for stream in self.streams for event in self._asked(stream)]

    def page(self, stream: Stream) -> Page:
        query = self.fake.query if stream == self.fake.stream else ""
        return self.fake.connector.poll(self.fake.account(), stream, query, self.cursors[stream])

    def posts(self) -> list[PostData]:
        return [event.post for event in self.hear() if isinstance(event, Seen)]

    def _asked(self, stream: Stream) -> Iterable[InboundEvent]:
        for _ in range(50):
            page = self.page(stream)
            self.cursors[stream] = page.cursor
            yield from page.events
            if not page.more:
                return
        raise AssertionError("the pages come to no end")


def _pushed(fake: Fake) -> Iterable[InboundEvent]:
    connector: WebhookConnector = fake.connector  # type: ignore[assignment]
    for headers, raw in fake.deliveries():  # type: ignore[attr-defined]
        assert connector.verify(headers=headers, raw=raw, secret=fake.secret)  # type: ignore[attr-defined]
        for account, entry in connector.split(raw):
            assert account == fake.account().native_id
            yield from connector.parse(entry)


def _draft(fake: Fake, target: PostData, text: str, *, key: str = "", audience: Audience = Audience.PUBLIC) -> Draft:
    return Draft(
        key=key or sha256(f"{target.key} {text}".encode()).hexdigest(),
        text=text,
        audience=audience,
        parent_native_id=target.native_id,
        parent_key=target.key,
        to=[target.author.handle],
    )


def _hear_one(fake: Fake, text: str = "Hello there", *, direct: bool = False) -> PostData:
    ear = Ear(fake, Stream.DIRECT) if direct and Stream.DIRECT in fake.connector.abilities.streams else Ear(fake)
    fake.say(text, direct=direct)
    (post,) = ear.posts()
    return post


# -- hearing


@every
def test_what_is_said_to_us_is_heard_letter_by_letter(fake: Fake) -> None:
    ear = Ear(fake)
    native_id = fake.say(WORDS, by="lina")

    (event,) = ear.hear()

    assert isinstance(event, Seen)
    assert event.account == fake.account().native_id
    assert event.post.native_id == native_id
    assert event.post.text.encode().endswith(WORDS.encode())
    assert event.post.key
    assert event.post.root_key == event.post.key
    assert event.post.author.key
    assert event.post.version_at == event.post.created_at
    assert event.post.created_at.tzinfo is not None


@every
def test_nothing_comes_twice_and_nothing_is_missed_over_many_pages(fake: Fake) -> None:
    ear = Ear(fake)
    said = [fake.say(f"Word {number}", by=f"p{number % 3}") for number in range(85)]

    heard = [post.native_id for post in ear.posts()]

    assert sorted(heard) == sorted(said)
    assert len(set(heard)) == 85
    later = fake.say("One more")
    assert [post.native_id for post in ear.posts()] == [later]
    assert ear.hear() == []


@polled
def test_a_page_that_was_lost_before_its_cursor_was_kept_comes_again(fake: Fake) -> None:
    ear = Ear(fake)
    for number in range(45):
        fake.say(f"Word {number}")

    lost = ear.page(fake.stream)  # and then the worker dies
    again = ear.page(fake.stream)

    assert [event.post.key for event in lost.events if isinstance(event, Seen)]
    assert [e.post.key for e in lost.events if isinstance(e, Seen)] == [
        e.post.key for e in again.events if isinstance(e, Seen)
    ]
    assert len(ear.posts()) == 45


@every
def test_an_edit_is_the_same_post_in_a_later_wording(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social.connectors.mastodon.streams.LOOK_BACK_SECONDS", 0.0)
    ear = Ear(fake)
    native_id = fake.say("Wehn do you open?")
    (first,) = ear.posts()

    fake.edit(native_id, "When do you open?")
    (second,) = ear.posts()

    assert (second.key, second.native_id) == (first.key, first.native_id)
    assert second.text.endswith("When do you open?")
    assert second.version_at > first.version_at
    assert second.created_at == first.created_at
    assert ear.hear() == []


@answering
def test_a_post_that_is_taken_back_is_gone(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social.connectors.mastodon.streams.LOOK_BACK_SECONDS", 0.0)
    ear = Ear(fake)
    stays = fake.say("I am still here")
    goes = fake.say("I should not have said that")
    keys = {post.native_id: post.key for post in ear.posts()}
    assert ear.hear() == []  # a control: nobody is gone yet

    fake.take_back(goes)

    assert [event.key for event in ear.hear() if isinstance(event, Gone)] == [keys[goes]]
    with pytest.raises(NetworkError) as caught:
        fake.connector.fetch_post(fake.account(), goes)
    assert caught.value.code == Code.TARGET_GONE
    assert fake.connector.fetch_post(fake.account(), stays).key == keys[stays]
    assert ear.hear() == []


@listening_only
def test_what_leaves_a_feed_is_only_old(fake: Fake) -> None:
    ear = Ear(fake)
    native_id = fake.say("Yesterday's news")
    assert len(ear.posts()) == 1

    fake.take_back(native_id)

    assert ear.hear() == []


@every
def test_a_post_is_fetched_as_it_was_heard(fake: Fake) -> None:
    heard = _hear_one(fake, WORDS)

    fetched = fake.connector.fetch_post(fake.account(), heard.native_id)

    assert (fetched.key, fetched.text, fetched.author.key) == (heard.key, heard.text, heard.author.key)
    assert (fetched.root_key, fetched.created_at) == (heard.root_key, heard.created_at)


@every
def test_an_author_is_fetched_as_he_was_heard(fake: Fake) -> None:
    heard = _hear_one(fake).author

    fetched = fake.connector.fetch_author(fake.account(), heard.native_id)

    assert (fetched.key, fetched.native_id, fetched.handle) == (heard.key, heard.native_id, heard.handle)


@answering
def test_a_thread_is_told_from_its_beginning(fake: Fake) -> None:
    ear = Ear(fake)
    first = fake.say("The oil is bitter", by="lina")
    second = fake.say("Mine too", by="omar", under=first)
    heard = {post.native_id: post for post in ear.posts()}

    assert heard[second].kind == Kind.REPLY
    assert heard[second].parent_key == heard[first].key
    assert heard[second].root_key == heard[first].root_key
    thread = [post.native_id for post in fake.connector.fetch_thread(fake.account(), second)]
    assert [native_id for native_id in thread if native_id in heard] == [first, second]


@talking
def test_what_is_written_to_us_directly_is_heard_as_such_and_not_as_public(fake: Fake) -> None:
    public, private = Ear(fake), Ear(fake, Stream.DIRECT) if not fake.connector.abilities.has_webhook else None
    fake.say("My number is 0790000000", direct=True)

    heard = public.posts()
    if private is not None:
        assert heard == []
        heard = private.posts()

    (post,) = heard
    assert (post.kind, post.visibility) == (Kind.DIRECT, Visibility.DIRECT)
    assert post.text.endswith("My number is 0790000000")
    assert fake.connector.can_reply(fake.account(), post, Audience.PUBLIC).way == Way.NONE
    assert fake.connector.can_reply(fake.account(), post, Audience.DIRECT).way == Way.API


# -- answering


@answering
def test_an_answer_arrives_letter_by_letter_under_the_post_it_answers(fake: Fake) -> None:
    target = _hear_one(fake)
    draft = _draft(fake, target, WORDS)

    published = fake.connector.publish(fake.account(), draft)

    (kept,) = fake.published()
    assert kept.encode() == fake.connector.written(draft).encode()
    assert kept.encode().endswith(WORDS.encode())
    ours = fake.connector.fetch_post(fake.account(), published.native_id)
    assert (ours.key, ours.parent_key, ours.root_key) == (published.key, target.key, target.root_key)
    assert ours.author.native_id == fake.account().native_id
    assert published.url


@answering
def test_the_same_answer_twice_is_one_answer(fake: Fake) -> None:
    draft = _draft(fake, _hear_one(fake), "We are on it")

    first = fake.connector.publish(fake.account(), draft)
    again = fake.connector.publish(fake.account(), draft)

    assert again.key == first.key
    assert len(fake.published()) == 1


@answering
@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.DIRECT])
def test_an_answer_whose_receipt_was_lost_is_found(fake: Fake, audience: Audience) -> None:
    began = clock.now()
    target = _hear_one(fake, direct=audience == Audience.DIRECT)
    other = _draft(fake, target, "Something else", audience=audience)
    draft = _draft(fake, target, WORDS, audience=audience)
    fake.connector.publish(fake.account(), other)
    fake.loses_answer()

    with pytest.raises(NetworkError) as caught:
        fake.connector.publish(fake.account(), draft)

    assert caught.value.is_ambiguous
    assert not caught.value.is_final
    found = fake.connector.find_published(fake.account(), draft, began)
    assert found is not None
    assert len(fake.published()) == 2
    assert fake.connector.publish(fake.account(), draft).key == found.key
    assert len(fake.published()) == 2


@answering
def test_what_was_never_published_is_not_found(fake: Fake) -> None:
    began = clock.now()
    target = _hear_one(fake)
    fake.connector.publish(fake.account(), _draft(fake, target, "One thing"))

    draft = _draft(fake, target, "Another thing")

    assert fake.connector.find_published(fake.account(), draft, began) is None
    same_words_elsewhere = _draft(fake, _hear_one(fake, "Another post"), "One thing")
    assert fake.connector.find_published(fake.account(), same_words_elsewhere, began) is None


@answering
def test_an_answer_to_a_post_that_was_taken_back_says_so_and_is_not_published(fake: Fake) -> None:
    """mastodon_mock takes such an answer and hangs it nowhere; Mastodon refuses it with 404. So we look first."""
    target = _hear_one(fake)
    fake.take_back(target.native_id)

    with pytest.raises(NetworkError) as caught:
        fake.connector.publish(fake.account(), _draft(fake, target, "Sorry!"))

    assert caught.value.code == Code.TARGET_GONE
    assert caught.value.is_final
    assert fake.published() == []


@answering
def test_our_count_of_letters_ends_where_the_networks_does(fake: Fake) -> None:
    """mastodon_mock counts links and handles in full, Mastodon does not (test_mastodon_text.py): letters alone here."""
    target = _hear_one(fake)
    _, limit = fake.connector.length(fake.account(), "")

    for letters in (limit - 1, limit):
        fits = replace(_draft(fake, target, "ز" * letters), to=())
        assert fake.connector.length(fake.account(), fake.connector.written(fits)) == (letters, limit)
        fake.connector.publish(fake.account(), fits)
    too_long = replace(_draft(fake, target, "ز" * (limit + 1)), to=())
    with pytest.raises(NetworkError) as caught:
        fake.connector.publish(fake.account(), too_long)

    assert caught.value.code == Code.TOO_LONG
    assert caught.value.is_final
    assert len(fake.published()) == 2


@answering
def test_an_answer_is_taken_back_and_taking_it_back_again_is_no_mistake(fake: Fake) -> None:
    published = fake.connector.publish(fake.account(), _draft(fake, _hear_one(fake), "We are on it"))

    fake.connector.delete(fake.account(), published.native_id)
    fake.connector.delete(fake.account(), published.native_id)

    assert fake.published() == []


@talking
def test_a_direct_answer_is_read_by_nobody_else(fake: Fake) -> None:
    target = _hear_one(fake, "Hello", direct=True)

    published = fake.connector.publish(
        fake.account(), _draft(fake, target, "Your order is on its way", audience=Audience.DIRECT)
    )

    ours = fake.connector.fetch_post(fake.account(), published.native_id)
    assert ours.visibility == Visibility.DIRECT
    assert ours.root_key == target.root_key


@listening_only
def test_what_only_listens_says_so_before_and_after(fake: Fake) -> None:
    post = _hear_one(fake)

    permit = fake.connector.can_reply(fake.account(), post, Audience.PUBLIC)

    assert (permit.way, permit.reason) == (Way.NONE, Code.LISTENING_ONLY)
    with pytest.raises(NetworkError) as caught:
        fake.connector.publish(fake.account(), _draft(fake, post, "Thank you"))
    assert caught.value.code == Code.LISTENING_ONLY


# -- when things go wrong


def _ask(fake: Fake) -> object:
    """The first thing a desk would ask of this network."""
    if fake.connector.abilities.has_webhook:
        return fake.connector.fetch_author(fake.account(), fake.account().native_id)
    return fake.connector.poll(fake.account(), fake.stream, fake.query, "")


@every
def test_a_busy_network_is_left_alone_for_as_long_as_it_asks(fake: Fake) -> None:
    fake.is_busy(77)

    with pytest.raises(NetworkError) as caught:
        _ask(fake)

    assert caught.value.code == Code.RATE_LIMITED
    assert 70 <= caught.value.retry_after <= 80
    assert not caught.value.is_final
    _ask(fake)  # a control: the next call is answered


@every
def test_a_network_that_is_down_is_asked_again_later(fake: Fake) -> None:
    fake.is_down()

    with pytest.raises(NetworkError) as caught:
        _ask(fake)

    assert caught.value.code == Code.NETWORK_DOWN
    assert not caught.value.is_final
    assert not caught.value.is_ambiguous  # nothing was to be changed


@every
def test_an_answer_that_means_nothing_is_no_crash(fake: Fake) -> None:
    fake.is_garbled()

    with pytest.raises(NetworkError) as caught:
        _ask(fake)

    assert caught.value.code == Code.MALFORMED


@every
def test_keys_that_open_nothing_any_more_are_said_to_be_so(fake: Fake) -> None:
    _ask(fake)
    fake.shuts_out()

    with pytest.raises(NetworkError) as caught:
        _ask(fake)

    assert caught.value.code in (Code.AUTH_EXPIRED, Code.PERMISSION_MISSING)
    assert (caught.value.code == Code.AUTH_EXPIRED) == fake.connector.abilities.replies
    assert caught.value.said


@answering
def test_an_answer_with_keys_that_open_nothing_was_not_published_for_sure(fake: Fake) -> None:
    target = _hear_one(fake)
    draft = _draft(fake, target, "We are on it")
    fake.shuts_out()

    with pytest.raises(NetworkError) as caught:
        fake.connector.publish(fake.account(), draft)

    assert caught.value.code == Code.AUTH_EXPIRED
    assert not caught.value.is_ambiguous


# -- webhooks


@pushing
def test_only_what_the_network_signed_is_believed(fake: Fake) -> None:
    fake.say("Hello")
    connector: WebhookConnector = fake.connector  # type: ignore[assignment]
    ((headers, raw),) = fake.deliveries()  # type: ignore[attr-defined]
    secret: str = fake.secret  # type: ignore[attr-defined]

    def believes(headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
        return connector.verify(headers=headers, raw=raw, secret=secret)

    assert believes(headers, raw, secret)
    assert not believes({}, raw, secret)
    assert not believes(headers, raw + b" ", secret)
    assert not believes(headers, raw, "another secret")
    assert not believes(headers, raw, "")


@pushing
def test_every_entry_of_a_delivery_is_heard_and_the_same_delivery_tells_the_same(fake: Fake) -> None:
    said = [fake.say(f"Word {number}") for number in range(3)]
    connector: WebhookConnector = fake.connector  # type: ignore[assignment]
    deliveries = list(fake.deliveries())  # type: ignore[attr-defined]

    def read() -> list[InboundEvent]:
        return [e for _, raw in deliveries for _, entry in connector.split(raw) for e in connector.parse(entry)]

    events = read()

    assert [event.post.native_id for event in events if isinstance(event, Seen)] == said
    assert read() == events


@pushing
@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"null", b'{"entry": 1}', b"\xff\xfe"])
def test_a_delivery_that_means_nothing_is_no_crash(fake: Fake, raw: bytes) -> None:
    connector: WebhookConnector = fake.connector  # type: ignore[assignment]

    with pytest.raises(NetworkError) as caught:
        connector.split(raw)

    assert caught.value.code == Code.MALFORMED


def test_no_network_is_left_out() -> None:
    from social.connectors.registry import connectors

    assert {name for name, _ in connectors} == set(FAKES)
