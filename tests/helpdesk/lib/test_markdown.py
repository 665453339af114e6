"""The light Markdown of messages becomes safe HTML."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.html import clean, render_markdown_light, to_text
from tests.helpdesk.lib.test_html import PAYLOADS, assert_harmless

REL = 'dir="ltr" rel="noopener noreferrer nofollow" target="_blank"'


def paragraph(text: str) -> str:
    return f'<p dir="auto">{text}</p>'


def link(url: str, label: str = "") -> str:
    return f'<a href="{url}" {REL}>{label or url}</a>'


CASES = [
    ("", ""),
    ("Hello\nthere", paragraph("Hello<br>there")),
    ("مرحبا\n\nhello", paragraph("مرحبا") + "\n" + paragraph("hello")),
    (
        "**שלום** and *em* and `a*b*`",
        paragraph('<strong>שלום</strong> and <em>em</em> and <code dir="ltr">a*b*</code>'),
    ),
    ("**bold https://a.example**", paragraph(f"<strong>bold {link('https://a.example')}</strong>")),
    ("2*3*4 and a * b * c", paragraph("2*3*4 and a * b * c")),
    ("ו*מילה*", paragraph("ו<em>מילה</em>")),
    ("** not bold **", paragraph("** not bold **")),
    ("**open", paragraph("**open")),
    ("- one\n- two\n  more\n* three", '<ul dir="auto"><li>one</li><li>two<br>more</li><li>three</li></ul>'),
    ("1. one\n2) two", '<ol dir="auto"><li>one</li><li>two</li></ol>'),
    ("٣. ثلاثة", '<ol dir="auto" start="3"><li>ثلاثة</li></ol>'),
    ("2026. A year", paragraph("2026. A year")),
    ("> said\n> so\n\nanswer", '<blockquote dir="auto"><p>said<br>so</p></blockquote>\n' + paragraph("answer")),
    ("> > twice", '<blockquote dir="auto"><blockquote><p>twice</p></blockquote></blockquote>'),
    ("> - item", '<blockquote dir="auto"><ul><li>item</li></ul></blockquote>'),
    ("see https://a.example/x(1)?q=1&r=2.", paragraph(f"see {link('https://a.example/x(1)?q=1&amp;r=2')}.")),
    ("(https://a.example)", paragraph(f"({link('https://a.example')})")),
    ("زوروا https://a.example/صفحة، شكرا", paragraph(f"زوروا {link('https://a.example/صفحة')}، شكرا")),
    ("<https://a.example>", paragraph(f"&lt;{link('https://a.example')}&gt;")),
    ("dana@a.example, ok", paragraph(f"{link('mailto:dana@a.example', 'dana@a.example')}, ok")),
    ("mailto:dana@a.example", paragraph(link("mailto:dana@a.example", "dana@a.example"))),
    ("ftp://a.example javascript:alert(1)", paragraph("ftp://a.example javascript:alert(1)")),
    ("[click](javascript:alert(1))", paragraph("[click](javascript:alert(1))")),
    ("<b>x</b> & \"y\" 'z'", paragraph("&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot; &#x27;z&#x27;")),
    ("a\x00b\r\nc", paragraph("ab<br>c")),
    ("a\ud800b", paragraph("a?b")),
    ("# no heading", paragraph("# no heading")),
    ("-- \nDana", paragraph("--<br>Dana")),
]


@pytest.mark.parametrize(("text", "html"), CASES)
def test_markdown_reads_as(text: str, html: str) -> None:
    assert render_markdown_light(text) == html


HOSTILE = [
    "[x](javascript:alert(1))",
    '[x](https://a.example" onclick="alert(1))',
    "![x](https://a.example/x.png' onerror='alert(1))",
    '**<img src=x onerror="alert(1)">**',
    "`</code><script>alert(1)</script>`",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/'><script>alert(1)</script>",
    "https://a.example/&quot;onclick=alert(1)",
    "javascript://a.example/%0aalert(1)",
    '"<script>"@a.example',
    "- <script>alert(1)</script>\n> <svg onload=alert(1)>",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
]


@pytest.mark.parametrize("text", [*HOSTILE, *PAYLOADS])
def test_no_message_carries_a_payload(text: str) -> None:
    assert_harmless(render_markdown_light(text))
    assert "&lt;" in render_markdown_light(text) or "<" not in text


@settings(deadline=None)
@given(st.text() | st.text(alphabet="*`>-1. \nhttps:/a@b.com()\"'<&א"))
def test_any_message_is_harmless_and_survives_cleaning(text: str) -> None:
    html = render_markdown_light(text)
    assert_harmless(html)
    assert to_text(clean(html)) == to_text(html)


@pytest.mark.parametrize(
    "pump", ["*", "**a", "*a ", "`", "> ", ">", "- x\n", "a@", "https://a)", "http://)))", "a.b@c.", " "]
)
def test_no_message_is_slow(pump: str) -> None:
    start = time.process_time()
    render_markdown_light(pump * (100_000 // len(pump)))
    assert time.process_time() - start < 1.5


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("رقمه +966 55 010 4477 مساءً", "+966 55 010 4477"),
        ("المرسل:+966 55 010 4477 فقط", "+966 55 010 4477"),
        ("رقمه+966 55 010 4477", "+966 55 010 4477"),
        ("رقمه +966\u00a055\u00a0010\u00a04477 مساءً", "+966\u00a055\u00a0010\u00a04477"),
        ("המספר 052-123-4567 שלי", "052-123-4567"),
        ("بين 2026-11-21 واليوم", "2026-11-21"),
    ],
)
def test_a_number_in_groups_keeps_their_order_between_words_from_the_right(said: str, kept: str) -> None:
    assert f'<bdi dir="ltr">{kept}</bdi>' in render_markdown_light(said)


@pytest.mark.parametrize("said", ["order 88391", "17:00", "a/12345678/b", "x12345678"])
def test_what_is_no_number_in_groups_stays_as_it_is(said: str) -> None:
    assert "<bdi" not in render_markdown_light(said)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("@zaytuna_home الكنبة وصلت مكسورة", "@zaytuna_home"),
        ("شكرا @zaytuna.home@square.example، ممتاز", "@zaytuna.home@square.example"),
        ("היי @tapuz, איפה?", "@tapuz"),
        ("see @a.", "@a"),
    ],
)
def test_a_handle_stands_apart_and_leads_no_paragraph(words: str, kept: str) -> None:
    assert f'<bdi dir="ltr">{kept}</bdi>' in render_markdown_light(words)


@pytest.mark.parametrize("words", ["lina@zaytuna.example", "https://square.example/@lina", "@زيتونة", "a@b", "@ home"])
def test_what_only_looks_like_a_handle_does_not(words: str) -> None:
    assert "<bdi" not in render_markdown_light(words)
