"""What the demo companies call things, and what they say every day, in three languages. All words are ours."""

from dataclasses import dataclass

Words = dict[str, str]


@dataclass(frozen=True)
class Phrase:
    """A canned reply, by language."""

    shortcut: str
    titles: Words
    bodies: Words


@dataclass(frozen=True)
class Names:
    """A company's own statuses with their kind, and its categories, by language. The English name is their key."""

    company: Words
    statuses: tuple[tuple[str, Words], ...]
    categories: tuple[Words, ...]


_SIGNED = {
    "en": "{{agent.first_name}}, {{company.name}}",
    "ar": "{{agent.first_name}}، {{company.name}}",
    "he": "{{agent.first_name}}, {{company.name}}",
}
_GREETED = {
    "en": 'Hello {{contact.first_name|"there"}},',
    "ar": "أهلًا {{contact.first_name|«بكم»}}،",
    "he": "שלום {{contact.first_name|״רב״}},",
}


def _letter(**words: str) -> Words:
    return {code: f"{_GREETED[code]}\n\n{text}\n\n{_SIGNED[code]}" for code, text in words.items()}


PHRASES = (
    Phrase(
        "late",
        {"en": "Late parcel", "ar": "تأخّر الشحنة", "he": "משלוח שמתעכב"},
        _letter(
            en="I am sorry: your parcel should have been with you by now. We are asking the courier where it is, and "
            "will write to you before the end of the day with a day and an hour.",
            ar="نعتذر لكم: كان يجب أن تصلكم الشحنة قبل الآن. نسأل شركة التوصيل عن مكانها، وسنكتب لكم قبل نهاية اليوم "
            "بموعد واضح: اليوم والساعة.",
            he="אנחנו מצטערים: החבילה כבר הייתה צריכה להגיע. אנחנו בודקים עם חברת השליחויות איפה היא, ונעדכן אותך עד "
            "סוף היום ביום ובשעה.",
        ),
    ),
    Phrase(
        "our-mistake",
        {"en": "The mistake is ours", "ar": "الخطأ منّا", "he": "הטעות שלנו"},
        _letter(
            en="I am sorry, the mistake is ours. A replacement leaves today, and nothing has to be sent back before it "
            "arrives. Your number with us is {{ticket.number}}.",
            ar="نعتذر لكم: الخطأ منّا. نرسل البديل اليوم، ولا حاجة إلى إعادة أيّ شيء قبل وصوله. رقم طلبكم عندنا "
            "{{ticket.number}}.",
            he="סליחה, הטעות שלנו. מוצר חלופי יוצא אליך עוד היום, ואין צורך להחזיר דבר לפני שהוא מגיע. מספר הפנייה שלך "
            "אצלנו הוא {{ticket.number}}.",
        ),
    ),
    Phrase(
        "order-number",
        {"en": "Which order is it?", "ar": "ما رقم الطلب؟", "he": "מה מספר ההזמנה?"},
        _letter(
            en="Thank you for writing. Could you send us the order number? It stands at the top of the mail that "
            "confirmed your order. With it we can look at once.",
            ar="شكرًا لرسالتكم. هل يمكن إرسال رقم الطلب؟ تجدونه في أعلى رسالة تأكيد الطلب، وبه نراجع الأمر فورًا.",
            he="תודה על הפנייה. אפשר לקבל את מספר ההזמנה? הוא מופיע בראש המייל שאישר את ההזמנה, ואיתו נוכל לבדוק מיד.",
        ),
    ),
    Phrase(
        "return",
        {"en": "How a return works", "ar": "كيف تتمّ الإعادة", "he": "איך מחזירים"},
        _letter(
            en="A return is free within 30 days:\n\n1. Pack it as it came.\n2. Tell us a day; the courier comes to "
            "your door.\n3. The money is back with you within five working days.\n\nWhich day suits you?",
            ar="الإعادة مجّانية خلال 30 يومًا:\n\n1. نرجو تغليف المنتج كما وصل.\n2. نتّفق على يوم، ويأتي المندوب إلى "
            "بابكم.\n3. يصلكم المبلغ خلال خمسة أيّام عمل.\n\nأيّ يوم يناسبكم؟",
            he="ההחזרה חינם בתוך 30 יום:\n\n1. אורזים את המוצר כמו שהגיע.\n2. קובעים יום, והשליח מגיע עד הדלת.\n"
            "3. הכסף חוזר אליך בתוך חמישה ימי עסקים.\n\nאיזה יום נוח לך?",
        ),
    ),
    Phrase(
        "invoice-name",
        {"en": "Invoice in whose name", "ar": "الفاتورة باسم مَن", "he": "חשבונית על שם"},
        _letter(
            en="The invoice will be in the name of {{contact.name}}. If it should be in another name, tell us which, "
            "and we will write it anew today.",
            ar="ستكون الفاتورة باسم {{contact.name}}. إن كان الاسم المطلوب غيره فأخبرونا، ونصدرها من جديد اليوم.",
            he="החשבונית תהיה על שם {{contact.name}}. אם צריך שם אחר, נשמח לקבל אותו ונוציא אותה מחדש עוד היום.",
        ),
    ),
    Phrase(
        "thanks",
        {"en": "Thank you for kind words", "ar": "شكر على كلام طيّب", "he": "תודה על מילים טובות"},
        _letter(
            en="Your words have made our day. We have read them out to everybody who had a hand in it.",
            ar="أسعدنا كلامكم كثيرًا، وقرأناه على كلّ من شارك في خدمتكم.",
            he="המילים שלך עשו לנו את היום. הקראנו אותן לכל מי שהיה שותף לזה.",
        ),
    ),
)

_DELIVERY = {"en": "Delivery", "ar": "التوصيل", "he": "משלוחים"}
_INVOICES = {"en": "Invoices", "ar": "الفواتير", "he": "חשבוניות"}

NAMES = {
    "zaytuna": Names(
        {"ar": "زيتونة هوم", "en": "Zaytuna Home", "he": "זייתונה הום"},
        (
            ("waiting", {"en": "Waiting for the courier", "ar": "بانتظار المندوب", "he": "בהמתנה לשליח"}),
            ("open", {"en": "In the workshop", "ar": "في الورشة", "he": "בסדנה"}),
        ),
        (
            _DELIVERY,
            {"en": "Damage", "ar": "تلف", "he": "נזק"},
            _INVOICES,
            {"en": "About a product", "ar": "سؤال عن منتج", "he": "שאלה על מוצר"},
        ),
    ),
    "tapuz": Names(
        {"he": "תפוז ספרים", "en": "Tapuz Books", "ar": "تبوز للكتب"},
        (
            ("waiting", {"en": "Waiting for the publisher", "ar": "بانتظار دار النشر", "he": "בהמתנה להוצאה לאור"}),
            ("open", {"en": "Being packed", "ar": "قيد التغليف", "he": "באריזה"}),
        ),
        (
            _DELIVERY,
            {"en": "Wrong book", "ar": "كتاب غير المطلوب", "he": "הגיע ספר אחר"},
            _INVOICES,
            {"en": "Gifts", "ar": "الهدايا", "he": "מתנות"},
        ),
    ),
}
