"""The same tickets on every machine: five messages of about 400 characters in three languages. Knows no Django."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

CUSTOMERS_PER_1000 = 200
AGENTS = 20
YEAR = timedelta(days=365)
AT = (0, 25, 65, 80, 110)  # minutes at which the messages came, at an even pace
PACES = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.4, 2, 3, 5)
RARE = {"en": "zanzibarite", "ar": "فيروزية"}
COMMON = {"en": "invoice", "ar": "الفاتورة"}
HOLD_RARE = 20  # tickets, in a small desk and in a big one, so that both find as much

_TEXTS = {
    "en": """please account invoice printer cannot login password reset the our office network after update
customer order shipment delayed refund payment error message attached screenshot server slow when opening
report export monthly total wrong value missing column user permission group request access shared folder
meeting room projector laptop battery replaced warranty license expired renew contract support team thanks
regards urgent today tomorrow week since yesterday morning again still same problem tried restart without
success browser version mobile application crashes button does not work""",
    "ar": """السلام عليكم نرجو المساعدة في حل مشكلة الدخول إلى النظام بعد التحديث الأخير لم نتمكن من طباعة
الفاتورة الشهرية ويظهر خطأ عند فتح التقرير الرجاء إعادة تعيين كلمة المرور للموظف الجديد كما نحتاج صلاحية
الوصول إلى المجلد المشترك تأخر الشحن منذ أسبوع ولم يصل الطلب حتى الآن شكرا لكم مع التحية فريق الدعم الفني
الشبكة بطيئة جدا اليوم ولا يعمل البريد الإلكتروني على الهاتف""",
    "he": """שלום רב נודה לעזרתכם בפתרון בעיית הכניסה למערכת אחרי העדכון האחרון לא הצלחנו להדפיס את החשבונית
החודשית ומופיעה שגיאה בעת פתיחת הדוח בבקשה לאפס סיסמה לעובד החדש אנו צריכים הרשאה לתיקייה המשותפת המשלוח
מתעכב כבר שבוע וההזמנה לא הגיעה תודה מראש בברכה צוות התמיכה הרשת איטית מאוד היום והדואר לא עובד בטלפון""",
}

_WORDS = {language: text.split() for language, text in _TEXTS.items()}


class Turn(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Draft:
    """One ticket to be. `age` is how long ago it was opened, `at` when each message came since, `owner` an agent."""

    number: int
    language: str
    subject: str
    texts: tuple[str, ...]
    at: tuple[timedelta, ...]
    customer: int
    agent: int
    owner: int | None
    turn: Turn
    priority: str
    age: timedelta


def customers(size: int) -> int:
    return max(1, size * CUSTOMERS_PER_1000 // 1000)


def drafts(size: int) -> Iterator[Draft]:
    """The tickets of a desk, oldest first, spread over a year."""
    return (_draft(index, size) for index in range(size))


def sentence(language: str, *, chance: random.Random, characters: int) -> str:
    """Words of a language until there are enough characters."""
    words, length = [], 0
    while length < characters:
        words.append(chance.choice(_WORDS[language]))
        length += len(words[-1]) + 1
    return " ".join(words)


def _draft(index: int, size: int) -> Draft:
    chance = random.Random(index * 7919 + 13)
    rare = _rare_language(index, size)
    language = rare or chance.choices(("en", "ar", "he"), (60, 20, 20))[0]
    texts = [sentence(language, chance=chance, characters=400) for _ in AT]
    texts[0] = f"HX{index:06d}K {texts[0]} {RARE.get(rare, '')}".rstrip()
    pace = chance.choice(PACES) * chance.uniform(0.8, 1.2)
    at = tuple(timedelta(minutes=round(minutes * pace, 2)) for minutes in AT)
    agent = chance.randrange(AGENTS)
    turn = chance.choices((Turn.OURS, Turn.THEIRS, Turn.SOLVED), (20, 20, 60))[0]
    return Draft(
        number=index + 1,
        language=language,
        subject=sentence(language, chance=chance, characters=45)[:90],
        texts=tuple(texts),
        at=at,
        customer=chance.randrange(customers(size)),
        agent=agent,
        owner=None if turn is Turn.OURS and chance.random() < 0.3 else agent,
        turn=turn,
        priority=chance.choices(("low", "normal", "high", "urgent"), (15, 60, 20, 5))[0],
        age=at[-1] + timedelta(minutes=1) + YEAR * ((size - 1 - index) / size),
    )


def _rare_language(index: int, size: int) -> str:
    """Every twentieth part of the desk has one ticket with the rare English word and one with the Arabic."""
    step = max(2, size // HOLD_RARE)
    return {step // 3: "en", step // 2: "ar"}.get(index % step, "")
