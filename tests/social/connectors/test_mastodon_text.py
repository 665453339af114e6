"""What Mastodon's HTML says, how long it is, and whom a text reaches. No server: pure rules and tables."""

import time

import pytest

from social.connectors.mastodon import words
from social.connectors.mastodon.length import count
from social.connectors.mastodon.text import to_text

MENTION = (
    '<span class="h-card" translate="no"><a href="https://m.example/@zaytuna" class="u-url mention">'
    "@<span>zaytuna</span></a></span>"
)
LINK = (
    '<a href="https://shop.example/orders/2026/11?from=mail" target="_blank" rel="nofollow noopener" translate="no">'
    '<span class="invisible">https://</span><span class="ellipsis">shop.example/orders/2026/11?fr</span>'
    '<span class="invisible">om=mail</span></a>'
)
TAG = '<a href="https://m.example/tags/%D8%B2%D9%8A%D8%AA" class="mention hashtag" rel="tag">#<span>زيت</span></a>'
LONG = "https://shop.example/orders/2026/11?from=mail"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>مرحبا</p>", "مرحبا"),
        (f"<p>{MENTION} الزيت مكسور {LINK} {TAG}</p>", f"@zaytuna الزيت مكسور {LONG} #زيت"),
        ("<p>one<br>two<br/>three</p><p>four</p>", "one\ntwo\nthree\n\nfour"),
        ("<p>two  spaces   stay</p>", "two  spaces   stay"),
        ("<p>5 &lt; 6 &amp; &quot;7&quot; 👨‍👩‍👧‍👦</p>", '5 < 6 & "7" 👨‍👩‍👧‍👦'),
        ("<p>markup\n  breaks</p>", "markup   breaks"),
        ("<pre>if x:\n  y</pre>", "if x:\n  y"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>before</p><blockquote><p>said</p></blockquote><p>after</p>", "before\n\nsaid\n\nafter"),
        ('<p>see <a href="https://shop.example/x">our page</a></p>', "see our page (https://shop.example/x)"),
        ('<p><a href="javascript:alert(1)">click</a></p>', "click"),
        ('<p><a href="http://[half">broken</a> lamp</p>', "broken lamp"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style><p>b</p>", "a\n\nb"),
        ('<p>said</p><p class="quote-inline">RE: <a href="https://m.example/1">m.example/1</a></p>', "said"),
        ("plain words without a tag", "plain words without a tag"),
        ("<p>‮שלום‬ a\u2067b\u2069</p>", "‮שלום‬ a\u2067b\u2069"),
        ("<p>broken <b>bold <i>and", "broken bold and"),
        ("<p>a\x00b</p>", "ab"),
    ],
)
def test_html_is_read_as_its_author_typed_it(html: str, text: str) -> None:
    assert to_text(html)[0] == text


def test_links_are_kept_whole_and_once() -> None:
    assert to_text(f"<p>{MENTION} {LINK} {LINK} {TAG}</p>")[1] == [LONG]


def test_markup_that_nobody_writes_is_read_all_the_same() -> None:
    assert "deep" in to_text("<div>" * 5000 + "deep" + "</div>" * 5000)[0]


@pytest.mark.parametrize("piece", ["<p>ab</p>", "<p>", "<p> </p>", "<p>a<br>"])
def test_a_long_post_costs_as_much_as_it_is_long(piece: str) -> None:
    before = time.process_time()
    to_text(piece * 60_000)
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", 0),
        ("abc", 3),
        ("مرحبا", 5),
        ("مُحَمَّد", 4),  # marks stand on their letters
        ("שָׁלוֹם", 4),
        ("👨‍👩‍👧‍👦👍🏽🇵🇸", 3),
        ("e\u0301", 1),
        ("two\nlines", 9),
        (LONG, 23),
        (f"see {LONG}.", 4 + 23 + 1),
        (f"({LONG})", 25),
        ("http://a.example", 23),
        ("shop.example/no/scheme", 22),
        ("@lina", 5),
        ("@lina@far.example", 5),
        ("@lina@far.example:8080 hi", 8),
        ("@lina@far.example @omar@far.example hi", 5 + 1 + 5 + 3),
        ("info@shop.example", 17),  # an address of mail
        ("ثمن الزيت ٥٠٪", 13),
    ],
)
def test_letters_are_counted_as_mastodon_counts_them(text: str, letters: int) -> None:
    assert count(text) == letters


def test_a_server_may_count_links_otherwise() -> None:
    assert count(LONG, url=10) == 10


LINA, OMAR = "lina@m.example", "omar@far.example"


@pytest.mark.parametrize(
    ("text", "to", "written"),
    [
        ("مرحبا", [LINA], "@lina@m.example مرحبا"),
        ("مرحبا", ["@" + LINA], "@lina@m.example مرحبا"),
        ("مرحبا", [LINA, OMAR, LINA], "@lina@m.example @omar@far.example مرحبا"),
        ("@lina@m.example مرحبا", [LINA], "@lina@m.example مرحبا"),
        ("مرحبا @Lina@M.example", [LINA], "مرحبا @Lina@M.example"),
        ("مرحبا @lina@other.example", [LINA], "@lina@m.example مرحبا @lina@other.example"),
        ("ask @omar@far.example", [LINA], "@lina@m.example ask @omar@far.example"),
        ("مرحبا", [], "مرحبا"),
    ],
)
def test_a_public_answer_names_those_it_must_reach(text: str, to: list[str], written: str) -> None:
    assert words.public(text, to) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("your order", "@lina@m.example your order"),
        ("@lina@m.example your order", "@lina@m.example your order"),
        ("ask @omar@far.example, please", "@lina@m.example ask omar@far.example, please"),
        ("ask @omar or @lina", "@lina@m.example ask omar or lina"),
        ("mail info@shop.example", "@lina@m.example mail info@shop.example"),
        ("ours.@omar knows", "@lina@m.example ours.omar knows"),
        (".@omar@far.example knows", "@lina@m.example .omar@far.example knows"),
        ("@@omar and @@@omar and a@@omar", "@lina@m.example omar and omar and aomar"),
        ("①@omar", "@lina@m.example ①omar"),
        ("see https://m.example/@omar/1?by=@omar", "@lina@m.example see https://m.example/@omar/1?by=@omar"),
    ],
)
def test_a_direct_answer_names_nobody_but_its_reader(text: str, written: str) -> None:
    assert words.direct(text, [LINA]) == written


def test_a_text_is_known_again_as_a_server_shows_it() -> None:
    assert words.alike("@lina@m.example  Hello\n\nthere") == words.alike("@lina hello there")
    assert words.alike("@lina hello") != words.alike("@omar hello")
