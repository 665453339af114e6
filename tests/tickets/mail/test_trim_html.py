"""An HTML reply shows what was written this time, whichever program wrapped the rest; all HTML here is our own."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.html import clean, to_text
from tickets.mail.rules.trim_html import trim_html

AR, HE = "شكراً، لكن المشكلة ما زالت قائمة.", "תודה, אבל הבעיה עדיין קיימת."
AR_LINE = (
    "في الأربعاء، 7 أكتوبر 2026 في 3:53 م تمت كتابة ما يلي بواسطة Desk &lt;<a href='mailto:d@x'>d@x.example</a>&gt;:"
)
HE_LINE = "‫בתאריך יום ג׳, 29 בספט׳ 2026 ב-18:01 מאת ‪Desk‬‏ &lt;‪d@x.example‬‏&gt;:‬"
CITE = 'class="gmail_quote" style="margin:0 .8ex 0 0;border-right:1px #ccc solid"'
HEADERS = "<b>{0}:</b> Desk &lt;d@x.example&gt;<br><b>{1}:</b> 29/09/2026 18:01<br><b>{2}:</b> Dana<br><b>{3}:</b> 12"
HE_HEADERS = HEADERS.format("מאת", "נשלח", "אל", "נושא")
AR_HEADERS = HEADERS.format("من", "تم الإرسال", "إلى", "الموضوع")

HIDDEN = [
    (
        "gmail, arabic",
        f'<div dir="rtl">{AR}</div><br><div class="gmail_quote"><div dir="rtl" class="gmail_attr">{AR_LINE}<br></div>'
        f"<blockquote {CITE}><div>قديم<br>جدا</div></blockquote></div>",
        AR,
    ),
    (
        "gmail, hebrew",
        f'<div dir="rtl">{HE}</div><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">{HE_LINE}<br>'
        f"</div><blockquote {CITE}>ישן</blockquote></div>",
        HE,
    ),
    (
        "gmail, language unknown",
        f'<div>{HE}</div><div class="gmail_quote"><div class="gmail_attr">Ngày x, Desk nói<br></div>'
        f"<blockquote {CITE}>cũ</blockquote></div>",
        HE,
    ),
    (
        "gmail, signature below",
        f'<div>{HE}</div><div class="gmail_quote"><div class="gmail_attr">{HE_LINE}<br></div><blockquote {CITE}>ישן'
        '</blockquote></div><br clear="all"><div>-- <br></div><div class="gmail_signature">Dana<br>050</div>',
        HE,
    ),
    (
        "apple mail",
        f'<html><body dir="rtl">{AR}<div><br><blockquote type="cite"><div>في ٥ مارس ٢٠١٩، الساعة ١١:٣٣ ص، كتب Desk '
        '&lt;d@x.example&gt;:</div><br></blockquote></div><blockquote type="cite"><div>قديم</div>'
        "</blockquote></body></html>",
        AR,
    ),
    (
        "iphone",
        f'<div dir="rtl">{HE}</div><div dir="rtl"><br>נשלח מה-iPhone שלי</div><div><br>'
        '<blockquote type="cite">ב-29 בספט׳ '
        "2026, בשעה 18:01, Desk &lt;d@x.example&gt; כתב/ה:<br><br></blockquote></div>"
        '<blockquote type="cite"><div>ישן</div>'
        "</blockquote>",
        f"{HE}\n\nנשלח מה-iPhone שלי",
    ),
    (
        "outlook web",
        f'<div dir="rtl">{HE}</div><div id="appendonsend"></div><hr style="width:98%">'
        '<div id="divRplyFwdMsg" dir="rtl">'
        f"{HE_HEADERS}</div><div><div>ישן</div></div>",
        HE,
    ),
    (
        "outlook web, language unknown",
        f'<div>{HE}</div><hr><div id="x_divRplyFwdMsg"><b>Lähettäjä:</b> x<br><b>Aihe:</b> y</div><div>ישן</div>',
        HE,
    ),
    (
        "outlook desktop",
        f'<div class="WordSection1"><p class="MsoNormal" dir="RTL">{HE}</p><p>&nbsp;</p><div><div style="border:none;'
        f'border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{HE_HEADERS}</p></div></div>'
        '<p class="MsoNormal">ישן</p></div>',
        HE,
    ),
    (
        "outlook desktop, arabic",
        f'<p dir="RTL">{AR}</p><div style="border:none;border-top:solid #B5C4DF 1.0pt"><p>{AR_HEADERS}'
        "</p></div><p>قديم</p>",
        AR,
    ),
    (
        "outlook desktop, language unknown",
        f"<p>{AR}</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Mittente:</b> x<br><b>Ora:</b> y<br>"
        "<b>Chi:</b> z<br><b>Cosa:</b> t</p></div><p>قديم</p>",
        AR,
    ),
    (
        "headers without a container",
        f"<p dir='rtl'>{HE}</p><p>{HE_HEADERS}</p><p>ישן</p>",
        HE,
    ),
    (
        "yahoo",
        f'<div>{HE}</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>ביום שלישי Desk כתב:</div>'
        "<div>ישן</div></div>",
        HE,
    ),
    (
        "thunderbird, answer above",
        f'<p>{HE}</p><div class="moz-cite-prefix">בתאריך 29/09/2026 18:01, Desk כתב:<br></div>'
        '<blockquote type="cite" cite="mid:1"><p>ישן</p></blockquote>',
        HE,
    ),
    (
        "thunderbird, answer below",
        '<div class="moz-cite-prefix">29/09/2026 Desk:<br></div><blockquote type="cite"><p>ישן</p>'
        f"</blockquote><p>{HE}</p>",
        HE,
    ),
    (
        "proton",
        f'<div>{AR}</div><div class="protonmail_quote">On Tuesday Desk wrote:<br>'
        '<blockquote type="cite">old</blockquote></div>',
        AR,
    ),
    (
        "original message as text",
        f"<div>{AR}<br><br>-----الرسالة الأصلية-----<br>من: Desk<br>أرسلت: أمس<br>إلى: Dana"
        "<br>الموضوع: x<br><br>قديم</div>",
        AR,
    ),
    (
        "marked with brackets as text",
        f"<div>{HE}<br><br>&gt; Subject: x<br>&gt; ישן<br></div>",
        HE,
    ),
    (
        "picture alone is an answer",
        f'<div><img src="cid:1@x"></div><div class="gmail_quote"><div class="gmail_attr">{HE_LINE}</div>'
        f"<blockquote {CITE}>ישן</blockquote></div>",
        "",
    ),
]
SHOWN = [
    ("no quote", f"<p>{AR}</p><p>ثم</p>"),
    (
        "a quote alone",
        f'<div class="gmail_quote"><div class="gmail_attr">{HE_LINE}</div><blockquote {CITE}>x</blockquote></div>',
    ),
    (
        "indented text",
        f'<p>{HE}</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">שלי</blockquote><p>סוף</p>',
    ),
    ("a box of their own", "<p>Hi</p><div style='border-top:solid 1px'>Price: 10<br>Name: Dana<br>Day: Monday</div>"),
    (
        "a forward",
        '<div>ראו</div><div class="gmail_quote">'
        '<div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
        "מאת: <b>Desk</b><br>תאריך: היום<br>נושא: x<br>אל: me<br></div>תוכן</div>",
    ),
    (
        "a forward, language unknown",
        '<div>ראו</div><div class="gmail_quote">'
        '<div class="gmail_attr">---------- Edasi saadetud ----------<br></div>x</div>',
    ),
    (
        "answers between quotes",
        f'<div class="gmail_quote"><div class="gmail_attr">{HE_LINE}<br></div><blockquote {CITE}>one</blockquote>'
        f"<div>{HE}</div><blockquote {CITE}>two</blockquote><div>{AR}</div></div>",
    ),
    ("a journey", "<div>من: الرياض<br>إلى: جدة<br>أريد تغيير موعد الرحلة.</div>"),
    ("nothing", ""),
    ("spaces", "   "),
]


@pytest.mark.parametrize(("html", "visible"), [row[1:] for row in HIDDEN], ids=[row[0] for row in HIDDEN])
def test_what_hangs_below_is_hidden(html: str, visible: str) -> None:
    shown, hidden = trim_html(html)
    assert hidden
    assert to_text(shown) == visible
    assert to_text(clean(shown)) == visible


@pytest.mark.parametrize("html", [row[1] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_the_customers_own_is_shown(html: str) -> None:
    assert trim_html(html) == (html, False)


def test_an_answer_in_the_middle_of_a_gmail_quote_is_shown() -> None:
    html = (
        f'<div class="gmail_quote"><div class="gmail_attr">{HE_LINE}<br></div><blockquote {CITE}>one</blockquote>'
        f"<div>{HE}</div></div>"
    )
    shown, hidden = trim_html(html)
    assert hidden
    assert to_text(shown) == HE


def test_pictures_of_the_quote_go_with_it_and_pictures_of_the_answer_stay() -> None:
    html = (
        f'<div>{HE}<img src="cid:mine@x"></div><div id="divRplyFwdMsg">{HE_HEADERS}</div>'
        '<div><img src="cid:theirs@x"><p>ישן</p><hr></div>'
    )
    shown = clean(trim_html(html)[0])
    assert "mine@x" in shown
    assert "theirs@x" not in shown
    assert "<hr" not in shown


def test_empty_lines_above_the_quote_go_with_it() -> None:
    shown, _ = trim_html(f"<div>{HE}<br><br><br><div><br></div>{HE_LINE}<br><blockquote type=cite>x</blockquote></div>")
    assert clean(shown).count("<br>") <= 1


pieces = st.sampled_from(
    [
        *(
            "<div>",
            "</div>",
            "<blockquote type=cite>",
            "</blockquote>",
            "<br>",
            "<p>",
            HE,
            AR,
            AR_LINE,
            HE_LINE,
            "&gt; x",
        ),
        *(
            '<div class="gmail_quote">',
            '<div class="gmail_attr">',
            '<div id="divRplyFwdMsg">',
            HE_HEADERS,
            "<hr>",
            "<!--",
        ),
        *(
            '<img src="cid:x">',
            "<table><tr><td>",
            "</table>",
            "-----Original Message-----",
            "<span>",
            "</span>",
            "\x00",
            "-- ",
        ),
        *("<?xml version='1.0' encoding='utf-8'?>", "---------- Forwarded message ----------", "<style>", "\ud800"),
    ]
)


@settings(deadline=None)
@given(st.lists(pieces | st.text(max_size=5), max_size=25).map("".join))
def test_any_html_is_trimmed_without_loss_of_everything(html: str) -> None:
    shown, hidden = trim_html(html)
    assert hidden or shown == html
    if to_text(html).strip() and hidden:
        assert to_text(shown).strip() or "cid:" in shown


PUMPS = [
    *(
        "<div>",
        "<br>",
        "<div class=gmail_quote>",
        "<blockquote type=cite>",
        "<p>x",
        "<div style='border:none;border-top:solid'>",
    ),
    *(
        "<b>x:</b>",
        "<div class=gmail_attr>x</div>",
        "x<br>:<br>",
        "<img src='cid:x'>",
        "<span>",
        "<td>x",
        "a<hr>",
        "</div>",
    ),
]


@pytest.mark.parametrize("pump", PUMPS)
def test_no_html_is_slow(pump: str) -> None:
    start = time.process_time()
    trim_html(pump * (200_000 // len(pump)))
    trim_html((pump * 50 + "x</div>" * 50) * 20)
    assert time.process_time() - start < 4
