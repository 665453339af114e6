"""The kit's facts about text: normal form, direction, language."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.text import BIDI_CONTROLS, direction, isolate, language, normalise, strip_bidi

SAME = [
    ("tashkeel", "مُشْكِلَة", "مشكلة"),
    ("shadda", "الشّحنة", "الشحنة"),
    ("dagger alef", "هٰذا", "هذا"),
    ("alef with hamza above", "أريد", "اريد"),
    ("alef with hamza below", "إلغاء", "الغاء"),
    ("alef with madda", "آسف", "اسف"),
    ("alef wasla", "ٱلطلب", "الطلب"),
    ("decomposed hamza", "ا\u0654ريد", "أريد"),
    ("ta marbuta", "فاتورة", "فاتوره"),
    ("alef maqsura", "على", "علي"),
    ("hamza on waw", "مؤجل", "موجل"),
    ("hamza on ya", "رئيس", "رييس"),
    ("tatweel", "شكـــراً", "شكرا"),
    ("arabic-indic digits", "طلب ٤٤٧١", "طلب 4471"),
    ("persian digits", "۴۴۷۱", "4471"),
    ("persian kaf and ya", "کتابی", "كتابي"),
    ("presentation forms", "\ufee3\ufeae\ufea3\ufe92\ufe8e", "مرحبا"),
    ("lam-alef ligature", "\ufefb", "لا"),
    ("niqqud", "שָׁלוֹם", "שלום"),
    ("final letters", "מכתבים", "מכתבימ"),
    ("hebrew presentation form", "\ufb2aלום", "שלום"),
    ("geresh", "ג׳ירפה", "ג'ירפה"),
    ("gershayim", "צה״ל", 'צה"ל'),
    ("case", "Order ABC", "order abc"),
    ("accents", "Café", "cafe"),
    ("full-width letters", "ＡＢＣ１２", "abc12"),
    ("direction marks", "\u202bطلب\u202c \u200f12", "طلب 12"),
    ("zero-width space", "or\u200bder", "order"),
    ("sharp s", "Straße", "STRASSE"),
]
DIFFERENT = [("طلب", "طالب"), ("حساب", "حسب"), ("שלום", "שלומית"), ("order", "ordered"), ("12", "21"), ("ب", "ت")]


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_everyday_spellings_have_one_normal_form(left: str, right: str) -> None:
    assert normalise(left) == normalise(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_words_stay_different(left: str, right: str) -> None:
    assert normalise(left) != normalise(right)


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@settings(deadline=None)
@given(st.text())
def test_nothing_invisible_survives(text: str) -> None:
    assert not set(normalise(text)) & set(BIDI_CONTROLS + "\u0640\u200b\u200d\ufeff")


def test_line_structure_survives() -> None:
    assert normalise("أهلا\nوسهلا") == "اهلا\nوسهلا"


DIRECTIONS = [
    ("مرحبا، أين طلبي؟", "rtl"),
    ("שלום, איפה ההזמנה שלי?", "rtl"),
    ("Where is my order?", "ltr"),
    ("iPhone 15 Pro لا يعمل منذ الأمس", "rtl"),
    ("WhatsApp web لا يفتح", "rtl"),
    ("ORD-4471 מתי מגיע?", "rtl"),
    ("https://example.com/very/long/path?with=words טעות", "rtl"),
    ("`GET /api/tickets failed` خطأ", "rtl"),
    ("dana.levi@example.com נא לעדכן", "rtl"),
    ("My name is محمد and the order is late", "ltr"),
    ("Please call דנה לוי about order 12 tomorrow morning", "ltr"),
    ("WHERE IS MY ORDER", "ltr"),
    ("12345 + 67", "ltr"),
    ("", "ltr"),
    ("שָׁלוֹם", "rtl"),
    ("\u202aHello\u202c", "ltr"),
    ("Привет, где мой заказ?", "ltr"),
]


@pytest.mark.parametrize(("text", "expected"), DIRECTIONS)
def test_direction_follows_the_words_of_the_writer(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_direction_of_a_text_without_words_is_the_default() -> None:
    assert direction("#4471 👍", default="rtl") == "rtl"


LANGUAGES = [
    ("وصلني الطلب ناقصاً", "en", "ar"),
    ("ההזמנה לא הגיעה", "en", "he"),
    ("My order is late", "ar", "en"),
    ("My order is late", "en", "en"),
    ("Ma commande est en retard", "fr", "fr"),
    ("iPhone 15 Pro لا يعمل", "en", "ar"),
    ("סליחה, ה-WiFi לא עובד", "en", "he"),
    ("My name is محمد and I want to return it", "ar", "en"),
    ("3ndi moshkla", "en", "ar"),
    ("mesh 3aref a3mel login", "en", "ar"),
    ("2fa is not working for my account", "en", "en"),
    ("The 3rd order and the 2nd order", "en", "en"),
    ("سفارش من هنوز نرسیده است، لطفاً پیگیری کنید", "ar", "fa"),
    ("גם כשיש link: https://example.com/english/words", "en", "he"),
    ("Привет", "ar", "ru"),
    ("Де моє замовлення? Її досі немає", "ar", "uk"),
    ("注文はまだですか", "en", "ja"),
    ("我的订单在哪里", "en", "zh"),
    ("12345", "he", "he"),
    ("", "ar", "ar"),
    ("👍🏽", "ar", "ar"),
]


@pytest.mark.parametrize(("text", "default", "expected"), LANGUAGES)
def test_language_is_told_by_script(text: str, default: str, expected: str) -> None:
    assert language(text, default) == expected


def test_isolate_wraps_and_cannot_be_closed_from_inside() -> None:
    assert isolate("Dana\u2069\u202e!") == "\u2068Dana!\u2069"


@settings(deadline=None)
@given(st.text())
def test_strip_bidi_leaves_everything_else(text: str) -> None:
    assert strip_bidi(text) == "".join(char for char in text if char not in BIDI_CONTROLS)


@pytest.mark.parametrize("pump", ["a", "<", "@", "a@", "http://", "`", "א ", "a1", "\u0651"])
def test_no_text_is_slow(pump: str) -> None:
    start = time.process_time()
    direction(pump * 100_000)
    language(pump * 100_000, "en")
    assert time.process_time() - start < 1
