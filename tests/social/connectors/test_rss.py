"""What only feeds do: being found, asked sparingly, moving, ending, and being written by anybody."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpdesk.lib import clock, outgoing
from helpdesk.lib.outgoing import Limits
from social.connectors.errors import Code, NetworkError
from social.connectors.protocol import Audience, Draft, Kind, Page, PostData, Revoked, Seen, Stream
from social.connectors.rss.connector import Rss
from tests.networks.feeds import FeedFake

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_six(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def _poll(feeds: FeedFake, cursor: str = "") -> Page:
    return feeds.connector.poll(feeds.account(), Stream.FEED, "", cursor)


def _posts(page: Page) -> list[PostData]:
    return [event.post for event in page.events if isinstance(event, Seen)]


def _serve(feeds: FeedFake, body: str | bytes, path: str = "/feed.xml", status: int = 200, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    feeds.site.pages[path] = (status, named, body.encode() if isinstance(body, str) else body)


def _rss(items: str, head: str = "") -> str:
    return f"<rss version='2.0'><channel><title>City</title>{head}{items}</channel></rss>"


# -- being found


def test_a_feed_is_connected_by_its_address(feeds: FeedFake) -> None:
    connected = feeds.connector.connect(base_url=f"{feeds.site.url}/feed.xml", params={})

    assert connected.base_url == f"{feeds.site.url}/feed.xml"
    assert (connected.name, connected.handle) == ("أخبار المدينة", "127.0.0.1")
    assert connected.native_id == feeds.account().native_id
    assert dict(connected.keys) == {}


def test_a_page_leads_to_its_feed(feeds: FeedFake) -> None:
    page = """<!doctype html><html><head><link rel="stylesheet" href="/a.css">
    <link rel="alternate" hreflang="en" href="/en/"><link rel="Alternate" type="application/rss+xml" href="feed.xml">
    </head><body>أخبار</body></html>"""
    _serve(feeds, page, path="/", Content_Type="text/html; charset=utf-8")

    assert feeds.connector.connect(base_url=feeds.site.url + "/", params={}).base_url == f"{feeds.site.url}/feed.xml"


def test_a_feed_that_moved_for_good_is_connected_where_it_is_now(feeds: FeedFake) -> None:
    _serve(feeds, "", path="/old.xml", status=301, Location="/feed.xml")
    _serve(feeds, "", path="/now.xml", status=302, Location="/feed.xml")

    connect = feeds.connector.connect
    assert connect(base_url=f"{feeds.site.url}/old.xml", params={}).base_url == f"{feeds.site.url}/feed.xml"
    assert connect(base_url=f"{feeds.site.url}/now.xml", params={}).base_url == f"{feeds.site.url}/now.xml"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, "<html><body>no feed here</body></html>", Code.MALFORMED),
        (200, "", Code.MALFORMED),
        (200, '<link rel="alternate" type="application/rss+xml" href="http://[half">', Code.MALFORMED),
        (200, "/etc/passwd", Code.MALFORMED),
        (200, "http://127.0.0.1:9/feed.xml", Code.MALFORMED),
        (404, "", Code.TARGET_GONE),
        (410, "", Code.TARGET_GONE),
        (401, "", Code.PERMISSION_MISSING),
        (500, "", Code.NETWORK_DOWN),
        (418, "", Code.UNKNOWN),
    ],
)
def test_what_is_no_feed_is_not_connected(feeds: FeedFake, status: int, body: str, code: Code) -> None:
    _serve(feeds, body, status=status)

    with pytest.raises(NetworkError) as caught:
        feeds.connector.connect(base_url=f"{feeds.site.url}/feed.xml", params={})

    assert caught.value.code == code


def test_a_page_may_not_lead_us_into_the_house(feeds: FeedFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page itself is allowed here as every fake is; where it leads is what the cloud keeps its keys at."""
    page = '<link rel="alternate" type="application/rss+xml" href="http://169.254.169.254/latest/meta-data/">'
    _serve(feeds, page, path="/", Content_Type="text/html")

    with pytest.raises(NetworkError) as caught:
        feeds.connector.connect(base_url=feeds.site.url + "/", params={})

    assert caught.value.code == Code.REFUSED_ADDRESS


def test_a_feed_needs_no_sign_in() -> None:
    with pytest.raises(NetworkError) as caught:
        Rss().authorize_url(base_url="https://city.example/feed", redirect_uri="", state="")

    assert caught.value.code == Code.LISTENING_ONLY


# -- being asked sparingly


def test_what_did_not_change_is_not_sent_again(feeds: FeedFake) -> None:
    feeds.say("خبر")
    first = _poll(feeds)
    second = _poll(feeds, first.cursor)

    assert len(_posts(first)) == 1
    assert second.events == []
    assert feeds.site.asked[-1][1]["if-none-match"] == json.loads(first.cursor)["etag"]
    feeds.say("خبر آخر")
    assert [post.text for post in _posts(_poll(feeds, second.cursor))] == ["خبر آخر"]


def test_a_feed_with_dates_only_is_asked_by_its_date(feeds: FeedFake) -> None:
    _serve(feeds, feeds.site.feed(), Last_Modified="Sat, 21 Nov 2026 10:00:00 GMT")

    _poll(feeds, _poll(feeds).cursor)

    assert feeds.site.asked[-1][1]["if-modified-since"] == "Sat, 21 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("", 0),
        ("<ttl>90</ttl>", 5400),
        ("<ttl>soon</ttl>", 0),
        ('<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>', 3600),
        (
            '<x xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"/><sy:updatePeriod '
            'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod><sy:updateFrequency '
            'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">4</sy:updateFrequency>',
            21600,
        ),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_asked(feeds: FeedFake, head: str, seconds: int) -> None:
    feeds.site.channel = head
    feeds.say("خبر")

    first = _poll(feeds)

    assert first.wait_seconds == seconds
    assert _poll(feeds, first.cursor).wait_seconds == seconds  # also when nothing changed


def test_a_feed_that_moves_is_asked_at_its_new_place_and_keeps_what_it_told(feeds: FeedFake) -> None:
    feeds.say("خبر")
    cursor = _poll(feeds).cursor
    feeds.site.pages["/new.xml"] = (200, {"Content-Type": "application/rss+xml"}, feeds.site.feed())
    _serve(feeds, "", status=301, Location="/new.xml")

    moved = _poll(feeds, cursor)
    again = _poll(feeds, moved.cursor)

    assert (moved.events, again.events) == ([], [])
    assert [path for path, _ in feeds.site.asked[-3:]] == ["/feed.xml", "/new.xml", "/new.xml"]


def test_a_feed_that_is_gone_for_good_is_asked_no_more(feeds: FeedFake) -> None:
    cursor = _poll(feeds).cursor
    _serve(feeds, "", status=410)

    (event,) = _poll(feeds, cursor).events

    assert event == Revoked(feeds.account().native_id, "HTTP 410 Gone")


def test_a_feed_longer_than_we_read_is_left(feeds: FeedFake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Limits().size == 10 * 1024 * 1024
    monkeypatch.setattr(outgoing, "LIMITS", Limits(size=1000))
    feeds.say("x" * 2000)

    with pytest.raises(NetworkError) as caught:
        _poll(feeds)

    assert caught.value.code == Code.MALFORMED


def test_the_first_reading_brings_the_newest_and_no_archive(feeds: FeedFake) -> None:
    for number in range(60):
        feeds.say(f"خبر {number}")

    first = _poll(feeds)

    assert [post.text for post in _posts(first)] == [f"خبر {number}" for number in range(20, 60)]
    assert _poll(feeds, first.cursor).events == []


@pytest.mark.parametrize("cursor", ["{", "[]", "3", '{"of": "elsewhere"}', '{"unknown": 1}'])
def test_a_cursor_that_nobody_can_read_begins_anew(feeds: FeedFake, cursor: str) -> None:
    feeds.say("خبر")

    assert len(_posts(_poll(feeds, cursor))) == 1


# -- being written by anybody


def test_an_article_is_told_whole(feeds: FeedFake) -> None:
    feeds.say("زيتونة ترفع الأسعار 🫒\nتفاصيل")

    (post,) = _posts(_poll(feeds))

    assert (post.title, post.text) == ("Article 1", "زيتونة ترفع الأسعار 🫒\nتفاصيل")
    assert (post.kind, post.language) == (Kind.ARTICLE, "ar")
    assert post.url == f"{feeds.site.url}/articles/1" == post.key
    assert (post.author.name, post.author.handle) == ("أخبار المدينة", "127.0.0.1")
    assert post.created_at == datetime(2026, 11, 20, 8, 1, tzinfo=UTC)


def test_what_could_do_harm_is_only_text(feeds: FeedFake) -> None:
    item = """<item><guid>https://city.example/1</guid>
    <title>&lt;b&gt;Bold&lt;/b&gt; &lt;script&gt;x()&lt;/script&gt;</title>
    <description>&lt;p onclick="x()"&gt;Oil&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=x()&gt;
    &lt;p&gt;is &amp;amp; stays&lt;/p&gt;</description></item>"""
    _serve(feeds, _rss(item))

    (post,) = _posts(_poll(feeds))

    assert post.title == "Bold"
    assert post.text == "Oil\n\nis & stays"


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ("<guid>https://city.example/1</guid><link>https://city.example/a</link>", "https://city.example/1"),
        ("<link>https://city.example/a</link>", "https://city.example/a"),
        ("<guid isPermaLink='false'>tag:city.example,2026:1</guid>", "{feed}#tag:city.example,2026:1"),
        ("<guid isPermaLink='false'>17</guid>", "{feed}#17"),
        ("<guid isPermaLink='false'>http://[17</guid>", "{feed}#http://[17"),
    ],
)
def test_an_article_is_known_by_what_its_feed_calls_it(feeds: FeedFake, inside: str, key: str) -> None:
    _serve(feeds, _rss(f"<item>{inside}<title>Oil</title></item>"))

    (post,) = _posts(_poll(feeds))

    assert post.key == key.format(feed=feeds.account().base_url)
    assert post.text == "Oil"


def test_an_article_without_a_name_is_known_by_its_words(feeds: FeedFake) -> None:
    _serve(
        feeds, _rss("<item><title>Oil</title></item><item><title>Salt</title></item><item><title>Oil</title></item>")
    )
    first = _poll(feeds)

    assert sorted(post.text for post in _posts(first)) == ["Oil", "Salt"]
    assert _poll(feeds, first.cursor).events == []


def test_a_name_longer_than_we_keep_is_shortened_and_stays_the_same(feeds: FeedFake) -> None:
    _serve(feeds, _rss(f"<item><guid>https://city.example/{'x' * 3000}</guid><title>Oil</title></item>"))

    (first,), (second,) = _posts(_poll(feeds)), _posts(_poll(feeds))

    assert first.key == second.key
    assert len(first.key) <= 500
    assert len(first.native_id) <= 200


def test_an_article_without_a_date_is_of_now_and_none_is_of_tomorrow(feeds: FeedFake) -> None:
    future = "<item><guid>b</guid><title>Soon</title><pubDate>Mon, 30 Nov 2026 10:00:00 GMT</pubDate></item>"
    _serve(feeds, _rss(f"<item><guid>a</guid><title>Oil</title></item>{future}"))

    assert {post.created_at for post in _posts(_poll(feeds))} == {NOW}


def test_words_that_change_in_silence_are_a_wording_of_now(feeds: FeedFake, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds.say("السعر 5")
    first = _poll(feeds)
    feeds.site.items[0]["html"] = "<p>السعر 7</p>"
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))

    (post,) = _posts(_poll(feeds, first.cursor))

    assert (post.text, post.version_at) == ("السعر 7", NOW + timedelta(hours=1))
    assert post.key == _posts(first)[0].key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
def test_every_spelling_of_arabic_is_read(feeds: FeedFake, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{_rss('<item><guid>a</guid><title>زيتونة</title></item>')}"
    _serve(feeds, text.encode(encoding), Content_Type="application/rss+xml")

    assert [post.text for post in _posts(_poll(feeds))] == ["زيتونة"]


def test_atom_is_read_as_well(feeds: FeedFake) -> None:
    _serve(
        feeds,
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="he"><title>חדשות</title><entry><id>urn:uuid:1</id>
        <title type="html">&lt;i&gt;תפוז&lt;/i&gt;</title><link href="/a/1"/><published>2026-11-21T08:00:00Z</published>
        <updated>2026-11-21T09:00:00Z</updated><content type="text">תפוז &lt;3 לקוחות</content></entry></feed>""",
        Content_Type="application/atom+xml",
    )

    (post,) = _posts(_poll(feeds))

    assert (post.key, post.title, post.text) == (f"{feeds.account().base_url}#urn:uuid:1", "תפוז", "תפוז <3 לקוחות")
    assert (post.url, post.language) == (f"{feeds.site.url}/a/1", "he")
    assert (post.created_at.hour, post.version_at.hour) == (8, 9)


def _laughs(levels: int) -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels))
    item = f"<item><guid>a</guid><title>&a{levels - 1};</title></item>"
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]>{_rss(item)}'


@pytest.mark.parametrize(
    "body",
    [
        _laughs(10),
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + _rss("<item><guid>a</guid><title>&x;</title></item>"),
        _rss("<item>" * 10_000),
        "<rss>" + "<a>" * 20_000,
        _rss("<item>" * 400_000),
        _rss("<item><guid>a</guid><title>" + "&lt;div&gt;" * 20_000 + "Oil</title></item>"),
    ],
    ids=["laughs", "file", "items", "deep", "too-many-items", "deep-html"],
)
def test_a_feed_made_to_hurt_does_not(feeds: FeedFake, body: str) -> None:
    _serve(feeds, body)
    began = time.process_time()

    texts: list[str] = []
    with suppress(NetworkError):  # no other error may come of it
        texts = [post.text + post.title for post in _posts(_poll(feeds))]

    assert time.process_time() - began < 5
    assert sum(map(len, texts)) < 100_000
    assert not any("root:" in text or "haha" in text for text in texts)


def test_a_feed_takes_no_answer_in_any_way(feeds: FeedFake) -> None:
    draft = Draft("k", "شكراً")
    assert Rss().find_published(feeds.account(), draft, NOW) is None
    assert Rss().written(draft) == "شكراً"
    with pytest.raises(NetworkError) as caught:
        Rss().delete(feeds.account(), "x")
    assert caught.value.code == Code.LISTENING_ONLY
    feeds.say("خبر")
    (post,) = _posts(_poll(feeds))
    for audience in Audience:
        assert Rss().can_reply(feeds.account(), post, audience).reason == Code.LISTENING_ONLY


def test_an_article_that_left_its_feed_is_not_said_to_be_gone(feeds: FeedFake, settings: Any) -> None:
    with pytest.raises(NetworkError) as caught:
        feeds.connector.fetch_post(feeds.account(), "unknown")

    assert caught.value.code == Code.UNKNOWN
