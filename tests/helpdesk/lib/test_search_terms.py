"""What is typed finds what was written, in Arabic, Hebrew and English; `matches` plays PostgreSQL."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.search_terms import MAX_QUERY_WORDS, MAX_TERMS, MAX_WORD, index_terms, query_terms


def matches(query: str, text: str) -> bool:
    """`to_tsvector('simple', index_terms(text)) @@ to_tsquery('simple', query_terms(query))`."""
    terms = index_terms(text).split()
    asked = query_terms(query)
    return bool(asked) and all(
        any(_hit(one, terms) for one in re.findall(r"[^\s()|]+", group)) for group in asked.split(" & ")
    )


def _hit(term: str, terms: list[str]) -> bool:
    if term.endswith(":*"):
        return any(word.startswith(term[:-2]) for word in terms)
    return term in terms


FINDS = [
    # The eight everyday cases.
    ("tashkeel in the text", "مشكلة", "عندي مُشْكِلَةٌ كبيرة"),
    ("tashkeel in the query", "مُشْكِلَة", "عندي مشكلة كبيرة"),
    ("alef-hamza", "الغاء الاشتراك", "أريد إلغاء الإشتراك"),
    ("alef-hamza, other way", "أريد", "اريد استرجاع"),
    ("tatweel", "شكرا", "شكـــــراً لكم"),
    ("ta marbuta", "فاتوره", "لم تصلني الفاتورة"),
    ("ta marbuta, other way", "فاتورة", "الفاتوره غلط"),
    ("al- in the text", "طلب", "أين الطلب؟"),
    ("al- in the query", "الطلب", "عندي طلب جديد"),
    ("ya for alef maqsura", "علي", "حصلت على خصم"),
    ("alef maqsura for ya", "حسابى", "نسيت كلمة سر حسابي"),
    ("arabic-indic digits in the text", "4471", "رقم الطلب ٤٤٧١"),
    ("arabic-indic digits in the query", "٤٤٧١", "order 4471"),
    ("niqqud in the text", "שלום", "שָׁלוֹם לכם"),
    ("niqqud in the query", "שָׁלוֹם", "שלום לכם"),
    ("ha- in the text", "חשבון", "החשבון נעול"),
    ("ha- in the query", "החשבון", "פתחתי חשבון חדש"),
    # Glued particles.
    ("wal-", "طلب", "والطلب لم يصل"),
    ("bil-", "بطاقة", "الدفع بالبطاقة"),
    ("kal-", "عادة", "كالعادة تأخرتم"),
    ("fal-", "توصيل", "فالتوصيل متأخر"),
    ("lil-", "طلب", "للطلب رقم ١٢"),
    ("lil- of a word with its own lam", "لغة", "للغة العربية"),
    ("wa- and bil-", "بريد", "وبالبريد أيضا"),
    ("wa- alone", "طلبت", "وطلبت استرداد"),
    ("li- alone", "طلبي", "بالنسبة لطلبي"),
    ("two articles meet", "للشحن", "والشحن متأخر"),
    ("ve-", "חבילה", "וחבילה נוספת"),
    ("be-", "הזמנה", "בהזמנה שלי"),
    ("le-", "כתובת", "לכתובת הישנה"),
    ("me-", "חנות", "מחנות אחרת"),
    ("she-", "הגיע", "המוצר שהגיע פגום"),
    ("ke-", "מתנה", "כמתנה לאמא"),
    ("she- and ha-", "חשבון", "שהחשבון נחסם"),
    ("one prefix asks for another", "בחשבון", "החשבון שלי"),
    ("final letter against inner letter", "מכתב", "קיבלתי מכתבים"),
    ("final letter at the end of the query", "משלוחים", "המשלוחים מתעכבים"),
    ("geresh", "צה״ל", 'צה"ל'),
    ("quotes left out", "צהל", 'צה"ל'),
    # The rest of a search.
    ("beginning of a word", "refun", "I want a refund"),
    ("case", "REFUND", "refund please"),
    ("accent", "cafe", "Café Central"),
    ("several words in any order", "late order", "The order is late"),
    ("mixed languages", "iphone شاشة", "شاشة iPhone مكسورة"),
    ("number in brackets", "[#4471]", "ticket 4471"),
    ("address", "dana@example.com", "from Dana <dana@example.com>"),
    ("apostrophe", "dont", "I don't know"),
    ("order code", "AB-1234", "code ab-1234 is wrong"),
    ("direction marks", "\u200fطلب\u200f", "\u202bطلب\u202c"),
    ("persian keyboard", "کتاب", "كتاب"),
]
MISSES = [
    ("one letter more", "طالب", "طلب جديد"),
    ("end of a word", "und", "refund"),
    ("middle of a word", "كلة", "مشكلة"),
    ("article is not part of a short word", "لي", "إلى"),
    ("hebrew root is not guessed", "שולח", "שלחתי"),
    ("two letters do not lose a prefix", "ום", "שום"),
    ("all words are needed", "order late", "my order"),
    ("other number", "4472", "4471"),
    ("inside a number", "471", "4471"),
    ("single letter is a whole word", "a", "apple"),
    ("operators are not operators", "refund | apple", "apple"),
    ("negation is not negation", "!refund", "apple"),
    ("empty", "", "anything"),
    ("only punctuation", "&|!():*'\\", "anything"),
    ("only marks", "\u064b\u200f", "anything"),
]


@pytest.mark.parametrize(("query", "text"), [row[1:] for row in FINDS], ids=[row[0] for row in FINDS])
def test_a_query_finds(query: str, text: str) -> None:
    assert matches(query, text), (query_terms(query), index_terms(text))


@pytest.mark.parametrize(("query", "text"), [row[1:] for row in MISSES], ids=[row[0] for row in MISSES])
def test_a_query_does_not_find(query: str, text: str) -> None:
    assert not matches(query, text), (query_terms(query), index_terms(text))


def test_an_empty_query_asks_for_nothing() -> None:
    assert query_terms("") == query_terms(" ؟! ") == ""


def test_a_query_is_readable() -> None:
    assert query_terms("الطلب 4471") == "(الطلب:* | طلب:*) & 4471:*"


@settings(deadline=None)
@given(st.text())
def test_any_query_is_safe_syntax(query: str) -> None:
    term = r"[^\W_]+(:\*)?"
    group = rf"({term}|\({term}( \| {term})+\))"
    assert re.fullmatch(rf"({group}( & {group})*)?", query_terms(query))


@settings(deadline=None)
@given(st.text(alphabet="והבלכמשאתםן ", max_size=40) | st.text(alphabet="والبكفطءة ", max_size=40))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    for word in text.split():
        assert matches(word, text)


def test_both_sides_are_bounded() -> None:
    many = " ".join(f"وال{number}x" for number in range(30_000))
    assert len(index_terms(many).split()) == MAX_TERMS
    assert max(map(len, index_terms("x" * 1000).split())) == MAX_WORD
    assert query_terms(many).count("&") == MAX_QUERY_WORDS - 1
    assert matches("x" * 1000, "x" * 1000)
