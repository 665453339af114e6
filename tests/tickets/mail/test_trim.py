"""A reply shows what its writer wrote, and nothing of theirs is ever hidden.

The lines above quotes are what mail programs write, in the three languages of the desk and others; names are ours.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.mail.rules.trim import trim

R, L, E, P, F = "\u200f", "\u200e", "\u202b", "\u202a", "\u202c"
RULE = "_" * 32

BODY = {
    "ar": "شكراً لكم، لكن المشكلة ما زالت قائمة.\n\nرقم الطلب 4471 ولم يصلني أي رد.",
    "he": "תודה, אבל הבעיה עדיין קיימת.\n\nמספר הזמנה 4471, לא קיבלתי תשובה.",
    "en": "Thanks, but the problem is still there.\n\nOrder 4471, nobody answered.",
}
QUOTE = {
    "ar": "مرحباً،\nتم استلام طلبكم رقم 4471.\nفريق الدعم",
    "he": "שלום,\nקיבלנו את פנייתך מספר 4471.\nצוות התמיכה",
    "en": "Hello,\nwe received your order 4471.\nSupport team",
}
# Lines that announce a quote; the quote below them is marked with ">" or not at all.
ANNOUNCED = [
    (
        "ar gmail",
        f"{E}في الثلاثاء، 5 مارس 2019 في 11:33 ص تمت كتابة ما يلي بواسطة {P}Desk{F}{R} <{P}d@x.example{F}{R}>:{F}",
    ),
    ("ar gmail, plain", "في الأربعاء، 7 أكتوبر 2026 في 3:53 م تمت كتابة ما يلي بواسطة Desk <d@x.example>:"),
    ("ar gmail, arabic digits", "في الأحد، ٤ أكتوبر ٢٠٢٦ في ٣:٥٣ م تمت كتابة ما يلي بواسطة فريق زيتونة <d@x.example>:"),
    ("ar gmail, wrapped", "في الأربعاء، 7 أكتوبر 2026 في 3:53 م تمت كتابة ما يلي بواسطة فريق زيتونة <\nd@x.example>:"),
    ("ar gmail, older", "في 5 مارس 2019 11:33 ص، كتب Desk <d@x.example>:"),
    ("ar gmail, oldest", "بتاريخ 5 مارس، 2019 11:33 ص، جاء من Desk <d@x.example>:"),
    ("ar iphone", f"{R}في ٥ مارس ٢٠١٩، الساعة ١١:٣٣ ص، كتب/كتبت Desk {R}<d@x.example>:"),
    ("ar iphone, no address", "في ٥ مارس ٢٠١٩، الساعة ١١:٣٣ ص، كتب/كتبت فريق الدعم:"),
    ("ar mac", f"{R}في ٠٥{R}/٠٣{R}/٢٠١٩، الساعة ١١:٣٣ ص، كتبت دانة <d@x.example>:"),
    ("ar yahoo", "في الثلاثاء، ٥ مارس ٢٠١٩ ١١:٣٣:٢١ ص غرينتش+٣، كتب Desk <d@x.example>:"),
    ("ar yahoo, mobile", "في الأربعاء، مارس 6, 2019 في 11:33، كتب Desk<d@x.example>:"),
    ("ar thunderbird", "في 05/03/2019 11:33 ص، كتب Desk:"),
    ("ar thunderbird, name first", "في 05/03/2019 11:33 ص، Desk كتب:"),
    ("ar on date", "بتاريخ الخميس، 1 أكتوبر 2026، 10:30 كتب فريق زيتونة <d@x.example> ما يلي:"),
    ("he gmail", f"{E}בתאריך יום ג׳, 29 בספט׳ 2026 ב-18:01 מאת {P}Desk{F}{R} <{P}d@x.example{F}{R}>:{F}"),
    ("he gmail, plain", "בתאריך יום ג׳, 28 במרץ 2023 ב-20:23 מאת דנה לוי <d@x.example>:"),
    ("he gmail, wrapped", "בתאריך יום ג׳, 28 במרץ 2023 ב-20:23 מאת צוות התמיכה של תפוז <\nd@x.example>:"),
    ("he gmail, older", "בתאריך 29 בספטמבר 2026 בשעה 18:01, מאת דנה לוי <d@x.example>:"),
    ("he gmail, oldest", "2026-09-29 18:01 GMT+03:00 דנה לוי <d@x.example>:"),
    ("he iphone", f"{R}ב-29 בספט׳ 2026, בשעה 18:01, {R}Desk <d@x.example> כתב/ה:"),
    ("he iphone, maqaf", f"{R}ב־29 בספטמבר 2026, בשעה 18:01, ‏צוות התמיכה כתב/ה:"),
    ("he yahoo", f"ביום שלישי, 29 בספטמבר 2026 בשעה 18:01:00 GMT‎+3, {R}Desk <d@x.example> כתב/ה:"),
    ("he thunderbird", "בתאריך 29/09/2026 18:01, Desk כתב:"),
    ("he thunderbird, she", "ב-29/09/2026 בשעה 18:01, דנה כתבה:"),
    ("en gmail", "On Tue, 29 Sep 2026 at 18:01, Desk <d@x.example> wrote:"),
    ("en gmail, wrapped", "On Tue, 29 Sep 2026 at 18:01, The Support Team of Zaytuna Trading <d@x.example>\nwrote:"),
    ("en apple", "On Apr 3, 2012, at 4:19 PM, bob wrote:"),
    ("en thunderbird", "On 04/02/2026 06:26 PM, Dana Levi wrote:"),
    ("fr", "Le mar. 29 sept. 2026 à 18:01, Desk <d@x.example> a écrit :"),
    ("de", "Am Di., 29. Sept. 2026 um 18:01 Uhr schrieb Desk <d@x.example>:"),
    ("ru", "вт, 29 сент. 2026 г. в 18:01, Desk <d@x.example>:"),
    ("tr", "Desk <d@x.example>, 29 Eyl 2026 Sal, 18:01 tarihinde şunu yazdı:"),
]
# Blocks of headers; the quote below them is never marked.
BLOCKS = [
    (
        "ar outlook",
        f"{RULE}\nمن: Desk <d@x.example>\nتم الإرسال: 05/مارس/2019 11:33 ص\nإلى: m@y.example\nالموضوع: طلبكم",
    ),
    ("ar outlook, phone", f"{RULE}\nمن: Desk <d@x.example>\n{R}{R}تاريخ الإرسال: 5 مارس\nإلى: Dana\nالموضوع: طلبكم"),
    (
        "ar outlook, no rule",
        "من: Desk\nتم الإرسال: 05/03/2019 11:33 ص\nإلى: m@y.example\nنسخة: b@y.example\nالموضوع: طلبكم",
    ),
    ("ar outlook, bold", "*من:* Desk <d@x.example>\n*تم الإرسال:* 5 مارس\n*إلى:* Dana\n*الموضوع:* طلبكم"),
    (
        "ar samsung",
        "-------- الرسالة الأصلية --------\nمن: Desk <d@x.example>\nالتاريخ: 5 مارس\nإلى: m@y.example\nالموضوع: طلبكم",
    ),
    ("ar original", "-----الرسالة الأصلية-----\nمن: Desk\nأرسلت: 5 مارس\nإلى: Dana\nالموضوع: طلبكم"),
    ("he outlook", f"{RULE}\nמאת: Desk <d@x.example>\nנשלח: יום שלישי 29 ספטמבר 2026 18:01\nאל: Dana\nנושא: פנייה 12"),
    (
        "he outlook, no rule",
        "מאת: Desk <d@x.example>\nנשלח: יום שלישי 29 ספטמבר 2026\nאל: Dana\nעותק: Noa\nנושא: פנייה 12",
    ),
    ("he outlook, spaced", f"{RULE}\n\nמאת: Desk\n\nנשלח: יום שלישי\n\nאל: Dana\n\nנושא: פנייה 12"),
    ("he original", "-----הודעה מקורית-----\nמאת: Desk\nנשלח: יום ג'\nאל: Dana\nנושא: פנייה"),
    (
        "he samsung",
        "-------- הודעה מקורית --------\nמאת: Desk <d@x.example>\nתאריך: 29.9.2026\nאל: m@y.example\nנושא: פנייה",
    ),
    ("he marks", f"{R}מאת: {L}Desk <d@x.example>\n{R}תאריך: 29.9.2026\n{R}אל: m@y.example\n{R}נושא: פנייה"),
    (
        "en outlook",
        f"{RULE}\nFrom: Desk <d@x.example>\nSent: Tuesday, 29 September 2026 18:01\nTo: Dana\nSubject: Order",
    ),
    ("en original", "-----Original Message-----\nFrom: Desk\nSent: Tue\nTo: Dana\nSubject: Order"),
    ("de outlook", "Von: Desk <d@x.example>\nGesendet: Dienstag, 29. September 2026\nAn: Dana\nBetreff: Bestellung"),
    ("fr outlook", "De : Desk <d@x.example>\nEnvoyé : mardi 29 septembre 2026\nÀ : Dana\nObjet : Commande"),
    ("zoho", "---- On Tue, 29 Sep 2026 18:01:00 +0300 Desk <d@x.example> wrote ----"),
]


def language(name: str) -> str:
    return name[:2] if name[:2] in BODY else "en"


def marked(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


@pytest.mark.parametrize(("name", "line"), ANNOUNCED, ids=[row[0] for row in ANNOUNCED])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_an_announced_quote_is_hidden(name: str, line: str, gap: str) -> None:
    body, quote = BODY[language(name)], QUOTE[language(name)]
    for quoted in (marked(quote), quote):
        found = trim(f"{body}{gap}{line}\n\n{quoted}\n")
        assert found.visible == body
        assert found.hidden == f"{line}\n\n{quoted}"


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[row[0] for row in BLOCKS])
def test_a_quote_under_headers_is_hidden(name: str, block: str) -> None:
    body, quote = BODY[language(name)], QUOTE[language(name)]
    for gap in ("\n\n", "\n"):
        assert trim(f"{body}{gap}{block}\n\n{quote}\n").visible == body


@pytest.mark.parametrize(("name", "line"), ANNOUNCED, ids=[row[0] for row in ANNOUNCED])
def test_a_customer_who_mentions_a_date_before_the_quote_loses_nothing(name: str, line: str) -> None:
    body = {
        "ar": "في 5 مارس طلبت 3 صناديق ووصلت تالفة كلها، وهذا ما قلته لكم عبر الهاتف أيضا.",
        "he": "בתאריך 12 במאי הזמנתי 3 קופסאות וכולן הגיעו שבורות, וזה מה שאמרתי לכם בטלפון.",
        "en": "On Monday 5 March at 10:30 I ordered 3 boxes and all of them came broken today",
    }[language(name)]
    assert trim(f"{body}\n{line}\n\n{marked('x')}\n").visible == body


@pytest.mark.parametrize("lang", ["ar", "he", "en"])
def test_an_answer_below_the_quote_is_shown(lang: str) -> None:
    line = dict(ANNOUNCED)[f"{lang} gmail"]
    found = trim(f"{line}\n\n{marked(QUOTE[lang])}\n\n{BODY[lang]}\n")
    assert found.visible == BODY[lang]


@pytest.mark.parametrize("lang", ["ar", "he", "en"])
def test_answers_between_quotes_stay_with_them(lang: str) -> None:
    text = f"{dict(ANNOUNCED)[f'{lang} gmail']}\n\n> {QUOTE[lang]}\n\n{BODY[lang]}\n\n> more\n\nyes"
    assert trim(text).visible == text
    assert trim(text).hidden == ""


def test_answers_above_and_below_are_both_shown() -> None:
    line = dict(ANNOUNCED)["en gmail"]
    assert trim(f"Above.\n\n{line}\n> x\n> y\n\nBelow.").visible == "Above.\n\n\nBelow."


def test_a_signature_above_the_quote_is_shown_and_one_below_is_not() -> None:
    line = dict(ANNOUNCED)["en gmail"]
    found = trim(f"Hi\n-- \nDana\n\n{line}\n> x\n\n-- \nDana Levi\n+972 50 000")
    assert found.visible == "Hi\n-- \nDana"


def test_a_marked_quote_without_announcement_is_hidden_at_the_end() -> None:
    assert trim("שלום\n\n> ציטוט\n> עוד\n").visible == "שלום"
    assert trim("> ציטוט\n> עוד\n\nתשובה").visible == "> ציטוט\n> עוד\n\nתשובה"


def test_a_line_between_quotes_may_be_an_answer_and_is_never_hidden() -> None:
    quoted = "> Does it still happen when you restart the machine once more?"
    text = f"Hi\n\nOn 04/02/2026 06:26 PM, Dana Levi wrote:\n{quoted}\nYes\n> And?"
    assert trim(text).visible == text


FORWARDED = "מאת: Desk <d@x.example>\nתאריך: 1.1.2026\nנושא: x\nאל: me\n\nתוכן"
FORWARD = f"ראו בבקשה:\n\n---------- Forwarded message ---------\n{FORWARDED}"
KEPT = [
    ("a date and a verb", "في الأسبوع الماضي كتب لي موظفكم أن الطلب وصل:\nلكنه لم يصل."),
    ("from a city to a city", "من: الرياض\nإلى: جدة\nأريد تغيير موعد الرحلة."),
    ("a journey", "من: الرياض\nإلى: جدة\nالتاريخ: 5 مارس 2026 10:30\nأريد تغيير موعد الرحلة."),
    ("a journey, hebrew", "מאת: תל אביב\nאל: חיפה\nתאריך: 12.5.2026\nאני רוצה לשנות את הנסיעה."),
    ("an announcement of their own", "בתאריך 12 במאי קיבלתי מכם הודעה שהחבילה נשלחה:\nאבל היא לא הגיעה."),
    ("a quote by hand", "في 5 مارس 2026 الساعة 10:30 كتب لي موظفكم أحمد:\nسيصل غدا"),
    ("a quote by hand, hebrew", "בתאריך 12/05/2026 בשעה 10:30 כתבה לי הנציגה דנה:\nהחבילה בדרך"),
    ("a quote by hand, english", "On 5 March 2026 your agent wrote to me:\nwe will refund you"),
    ("a list", "المشاكل هي:\n- التأخير\n- السعر"),
    ("numbers", "ב-12/05/2026 הזמנתי:\n1. שולחן\n2. כיסא"),
    ("an order form", "Name: Dana\nFrom: dana@x.example\nSubject: Broken\nDate: 1.1.2026\nTo: you\n\nIt is broken"),
    ("rules", "First part\n\n-----\n\nSecond part\n______\nThird"),
    ("an address", "Write to <dana@x.example>:\nshe knows."),
    ("a time", "At 10:30 I wrote:\nplease call"),
    ("code", "```\n> echo 1\n```\ndone"),
    ("comparison", "price\n> 100 is too much\nfor me"),
    ("a forward", FORWARD),
    ("a quote alone", "> only\n> a quote"),
    ("an announcement alone", "On Tue, 29 Sep 2026 at 18:01, Desk <d@x.example> wrote:\n\nHello,\nwe received it"),
    ("a question", "متى وصل الطلب؟ في 5/3/2019 أم في 6/3/2019؟\nوشكرا"),
    ("empty", ""),
    ("subject of a sentence", "הנושא: החזר\nאני מבקש: החזר מלא\nתודה"),
]  # fmt: skip


@pytest.mark.parametrize("text", [row[1] for row in KEPT], ids=[row[0] for row in KEPT])
def test_nothing_of_the_customers_own_is_hidden(text: str) -> None:
    assert trim(text).visible == text
    assert trim(text).hidden == ""


lines = st.sampled_from(
    [*(line for _, line in ANNOUNCED), *(block for _, block in BLOCKS), "> x", ">", "", "-- ", "a", "מאת: x"]
)


@settings(deadline=None)
@given(st.lists(lines | st.text(max_size=30), max_size=15).map("\n".join))
def test_every_line_is_either_shown_or_hidden(text: str) -> None:
    found = trim(text)
    kept = [line for line in (found.visible + "\n" + found.hidden).splitlines() if line.strip()]
    assert sorted(line.rstrip() for line in kept) == sorted(line.rstrip() for line in text.splitlines() if line.strip())
    assert found.visible.strip() or not text.strip()


PUMPS = [
    *("On 1 Jan 2026, x, ", "a: ", "من: ", "<", "<a@b>", "- ", "-----", "> ", ">>", "wrote:", "\n:", "כתב, ", "1:1 "),
    *(
        "On 1:10,\n",
        "From: a@b\nSent: x\n",
        "On 1 Jan 2026 10:10, <\n",
        "a\n",
        "> a\nb\n",
        "Le 1 <a@b> a écrit ",
        "_\n",
    ),
]


@pytest.mark.parametrize("pump", PUMPS)
def test_no_text_is_slow(pump: str) -> None:
    start = time.process_time()
    trim(pump * (100_000 // len(pump)))
    trim((pump * 20 + "\n") * 1000)
    assert time.process_time() - start < 3
