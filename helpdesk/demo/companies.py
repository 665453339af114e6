"""The demo companies: who works there, and what their customers said. All names and words are ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A member with a role; the e-mail address is `<local>@<slug>.example`."""

    name: str
    local: str
    role: str
    language: str


@dataclass(frozen=True)
class Line:
    """Something said. `who`: "customer", or a person's `local`; a leading "note:" is for colleagues only."""

    who: str
    minutes_ago: int
    words: str
    then: str = "waiting"


@dataclass(frozen=True)
class Story:
    """One ticket. `assignee` is a person's `local` or ""; `category` and `status` are English names (phrasebook)."""

    customer: str
    email: str
    subject: str
    lines: tuple[Line, ...]
    assignee: str = ""
    priority: str = "normal"
    tags: tuple[str, ...] = ()
    category: str = ""
    status: str = ""


@dataclass(frozen=True)
class DemoCompany:
    slug: str
    name: str
    language: str
    country: str
    team: str
    people: tuple[Person, ...]
    stories: tuple[Story, ...]


ZAYTUNA = DemoCompany(
    slug="zaytuna",
    name="زيتونة هوم",
    language="ar",
    country="SA",
    team="خدمة العملاء",
    people=(
        Person("لينا حداد", "lina", "owner", "ar"),
        Person("سامر النجار", "samer", "admin", "ar"),
        Person("Amir Cohen", "amir", "lead", "he"),
        Person("Dana Brooks", "dana", "agent", "en"),
        Person("نوف العمري", "nouf", "light", "ar"),
    ),
    stories=(
        Story(
            "نورة القحطاني",
            "noura.q@example.com",
            "الكنبة وصلت ممزّقة",
            (
                Line(
                    "customer", 281, "السلام عليكم، وصلت الكنبة اليوم وفيها شقّ كبير من الخلف. عندي ضيوف يوم الأربعاء."
                ),
                Line("lina", 262, "أهلًا نورة، لو كنتُ مكانكِ لانزعجتُ مثلكِ. أعتذر لكِ: الخطأ منّا. أراجع المستودع الآن."),
                Line("note:amir", 246, "בדקתי עם המחסן בג׳דה: נשארו שתיים באותו צבע. לנהג יש חלון ביום ג׳ בערב."),
                Line("lina", 104, "وجدنا كنبة باللون نفسه يا نورة. بقي أن نثبّت موعد التوصيل مع السائق."),
                Line(
                    "customer",
                    38,
                    "شكرًا لينا، لكن أرجو أن يكون قبل الأربعاء. سيستلمها زوجي يوسف، ورقمه +966 55 010 4477.",
                ),
            ),
            assignee="lina",
            priority="high",
            tags=("توصيل", "تلف"),
            category="Damage",
        ),
        Story(
            "دلال المطيري",
            "dalal.m@example.com",
            "فاتورة مكرّرة لشهر أكتوبر",
            (
                Line("customer", 1530, "خُصم مبلغ الفاتورة مرّتين هذا الشهر، 340 ريالًا في كل مرّة."),
                Line("samer", 1502, "شكرًا لأنكِ نبّهتِنا يا دلال. نراجع الأمر مع الحسابات ونردّ عليكِ غدًا الساعة الثانية."),
                Line("customer", 92, "قلتم إن الردّ سيصلني اليوم الساعة الثانية. هل من جديد؟"),
            ),
            assignee="samer",
            tags=("مكرّر",),
            category="Invoices",
        ),
        Story(
            "יוסי בן־דוד",
            "yossi@example.net",
            "ההזמנה לא הגיעה, כבר שבוע",
            (Line("customer", 72, "כתבתי ביום חמישי ועדיין לא קיבלתי תשובה על הזמנה 88214. מה עושים?"),),
            category="Delivery",
        ),
        Story(
            "Daniel Okafor",
            "daniel.okafor@example.org",
            "Payment taken twice at checkout",
            (
                Line(
                    "customer",
                    22,
                    "Two charges of 1,240.00 on the same card for order 88391. Please refund one of them.",
                ),
            ),
            priority="high",
        ),
        Story(
            "Claire Dubois",
            "claire@example.fr",
            "Assembly instructions, page 4 is missing",
            (Line("customer", 8, "The booklet goes from page 3 to page 5. Is there a PDF?"),),
        ),
        Story(
            "فيصل العتيبي",
            "faisal@example.com",
            "تغيير عنوان التوصيل",
            (
                Line("customer", 190, "انتقلنا إلى حيّ الياسمين، هل يمكن تعديل العنوان قبل الشحن؟"),
                Line(
                    "dana",
                    171,
                    "تمّ يا فيصل، سيصلكم الطلب 88120 في حيّ الياسمين. هل من شيء آخر نساعدكم فيه؟",
                ),
            ),
            assignee="dana",
            category="Delivery",
            status="Waiting for the courier",
        ),
        Story(
            "ليلى الحربي",
            "laila@example.com",
            "أجمل تجربة شراء هذه السنة",
            (
                Line("customer", 410, "شكرًا لفريق زيتونة، وخصوصًا سامر من فرع جدة."),
                Line("lina", 395, "أسعدتِنا يا ليلى! أوصلنا شكركِ إلى سامر.", then="solved"),
            ),
            assignee="lina",
        ),
    ),
)

TAPUZ = DemoCompany(
    slug="tapuz",
    name="תפוז ספרים",
    language="he",
    country="IL",
    team="שירות לקוחות",
    people=(
        Person("מיכל פרץ", "michal", "owner", "he"),
        Person("אורן שפירא", "oren", "admin", "he"),
        Person("רנא ח׳ורי", "rana", "lead", "ar"),
        Person("Tom Levi", "tom", "agent", "en"),
        Person("שירה אזולאי", "shira", "light", "he"),
    ),
    stories=(
        Story(
            "עדי רוזן",
            "adi@example.co.il",
            "קיבלתי ספר אחר ממה שהזמנתי",
            (
                Line("customer", 84, "הזמנתי את ״ספר הדקדוק״ וקיבלתי ספר בישול. מספר הזמנה 4471."),
                Line("note:oren", 80, "נארז יחד עם הזמנה 4470. לשלוח עותק חדש עוד היום."),
            ),
            assignee="oren",
            tags=("משלוחים",),
            category="Wrong book",
            status="Being packed",
        ),
        Story(
            "Sarah Klein",
            "sarah.klein@example.com",
            "Gift wrapping for a birthday",
            (
                Line("customer", 320, "Could you wrap order 4502 as a gift and add a card?"),
                Line(
                    "tom",
                    301,
                    "With pleasure, Sarah. It leaves tomorrow morning, wrapped, with your card.",
                    then="solved",
                ),
            ),
            assignee="tom",
        ),
        Story(
            "سناء عوض",
            "sanaa@example.com",
            "كتب الأطفال بالعربية",
            (Line("customer", 17, "هل عندكم كتب للأطفال بالعربية لعمر سبع سنوات؟"),),
        ),
        Story(
            "גיא מזרחי",
            "guy@example.co.il",
            "חשבונית על שם החברה",
            (
                Line("customer", 205, "אפשר להוציא את החשבונית של הזמנה 4398 על שם החברה?"),
                Line("michal", 188, "בוודאי, גיא. החשבונית החדשה מחכה בחשבון שלך באתר."),
                Line("customer", 41, "תודה! רק חסר הח״פ."),
            ),
            assignee="michal",
        ),
    ),
)

COMPANIES = (ZAYTUNA, TAPUZ)
