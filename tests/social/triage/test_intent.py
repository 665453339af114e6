"""What does it want? Single traits of the rules; how good they are on whole posts: test_posts.py."""

import pytest

from social.triage.rules import intent

CASES = [
    ("Not bad at all", "praise"),
    ("مش سيئ", "praise"),
    ("مو سيئ", "praise"),
    ("לא רע", "praise"),
    ("The app is not good", "complaint"),
    ("التطبيق مو حلو", "complaint"),
    ("האפליקציה לא נוחה", "complaint"),
    ("No problem, thanks", "praise"),
    ("Great food but the delivery was late", "complaint"),
    ("الأكل لذيذ بس التوصيل تأخر", "complaint"),
    ("האוכל טעים אבל המשלוח הגיע באיחור", "complaint"),
    ("Great service 🙄", "unsure"),
    ("خدمة ممتازة 🙄", "unsure"),
    ("שירות מעולה 🙄", "unsure"),
    ("Your “excellent” support", "unsure"),
    ("Great service 🙄 my parcel never arrived", "complaint"),
    ("متى تفتحون؟", "question"),
    ("متى تفتحون", "question"),
    ("لو سمحت متى تفتحون؟", "question"),
    ("Open today?", "question"),
    ("مفتوح اليوم؟", "question"),
    ("פתוח היום?", "question"),
    ("see https://x.example/?q=1", "unsure"),
    ("Good morning", "unsure"),
    ("صباح الخير", "unsure"),
    ("בוקר טוב", "unsure"),
    ("", "unsure"),
    ("😡", "unsure"),
    ("Thanks in advance, could you send me the invoice", "request"),
    ("Bitcoin airdrop, guaranteed profit https://x.example", "spam"),
    ("Your giveaway is a scam, I never got the prize", "complaint"),
    ("سوووووء خدمة زفتتتت", "complaint"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_an_intent_is_told_by_words(text: str, expected: str) -> None:
    assert intent.read(text).intent == expected


def test_an_article_is_news_whatever_it_says() -> None:
    assert intent.read("The worst service ever?", is_article=True).intent == "news"


NEEDS = [
    ("ابني ينام على الأرض والسرير ما وصل", {"child"}),
    ("הבן שלי ישן על הרצפה והמיטה לא הגיעה", {"child"}),
    ("My daughter has no bed and you do not answer", {"child"}),
    ("الشاحن احترق وطلع دخان", {"fire"}),
    ("המטען נשרף", {"fire"}),
    ("The charger caught fire", {"fire"}),
    ("تسممت من أكلكم ورحت الطوارئ", {"injury"}),
    ("קיבלתי הרעלת מזון אצלכם", {"injury"}),
    ("I ended in hospital after your burger", {"injury"}),
    ("عندي حساسية فول سوداني وما كتبتوا شي", {"allergy"}),
    ("אני אלרגי לבוטנים ולא כתבתם", {"allergy"}),
    ("You did not list peanuts, I am allergic", {"allergy"}),
    ("فيه عمليات ما أعرفها على بطاقتي", {"fraud"}),
    ("יש לי חיובים שלא ביצעתי", {"fraud"}),
    ("Unauthorised transactions on my account", {"fraud"}),
    ("انسرق جوالي وأبي أوقف الشريحة", {"stolen"}),
    ("גנבו לי את הטלפון, איך חוסמים?", {"stolen"}),
    ("My phone was stolen, how do I block it?", {"stolen"}),
    ("والدي توفي ولا زلتم ترسلون الفواتير", {"bereavement"}),
    ("אבא שלי נפטר ואתם עדיין שולחים חשבונות", {"bereavement"}),
    ("My father passed away and you still send bills", {"bereavement"}),
    ("تعبت وبنتحر من هالوضع", {"self_harm"}),
    ("אני רוצה להתאבד בגללכם", {"self_harm"}),
    ("I want to die, nobody helps", {"self_harm"}),
    ("binti marida w el dawa ma wesel", {"child", "health"}),
]


@pytest.mark.parametrize(("text", "expected"), NEEDS)
def test_a_person_in_need_is_seen(text: str, expected: set[str]) -> None:
    read = intent.read(text)
    assert set(intent.serious(read.needs, read.intent)) >= expected


def test_a_child_in_praise_is_no_child_in_need() -> None:
    read = intent.read("My daughter loves it, thank you so much!")
    assert (read.intent, intent.serious(read.needs, read.intent)) == ("praise", ())


def test_praise_with_an_injury_is_read_by_a_person() -> None:
    assert intent.read("Lovely staff, they called an ambulance when I was bleeding").intent == "unsure"


def test_a_post_that_never_ends_is_read_in_time() -> None:
    assert intent.read("شكرا " * 40_000 + "زفت").intent in ("praise", "unsure")
