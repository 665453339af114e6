"""What people say of the demo companies in public. All names and words are ours."""

from dataclasses import dataclass

from social.connectors.protocol import Kind


@dataclass(frozen=True)
class Said:
    """One post. `by` and `name` are somebody's; "us" is the company. `under` is the key of what it stands under."""

    key: str
    minutes_ago: int
    by: str
    name: str
    words: str
    followers: int = 60
    under: str = ""
    kind: Kind = Kind.POST
    is_tagged: bool = True
    edited: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class Square:
    """How a company is called, and what is said of it."""

    handle: str
    name: str
    names: tuple[str, ...]
    said: tuple[Said, ...]


SQUARES = {
    "zaytuna": Square(
        "zaytuna_home",
        "زيتونة هوم",
        ("زيتونة هوم", "Zaytuna Home", "זייתונה הום"),
        (
            Said(
                "cot",
                18,
                "rami_s",
                "رامي الشامي",
                "طلبت سرير أطفال من زيتونة هوم قبل ثلاثة أسابيع ولم يصل، ولا أحد يرد. ابني ينام على الأرض!",
                is_tagged=False,
                followers=41,
            ),
            Said(
                "shock",
                9,
                "dana.k",
                "Dana Khoury",
                "@zaytuna_home the reading lamp gave my daughter an electric shock when touched. Dangerous!",
                followers=38,
            ),
            Said(
                "hours", 47, "noura_q", "نورة القحطاني", "@zaytuna_home هل معرض الرياض مفتوح يوم الجمعة؟", followers=310
            ),
            Said(
                "delivery",
                26,
                "yael_b",
                "יעל ברק",
                "@zaytuna_home המשלוח היה אמור להגיע אתמול ועדיין כלום. מתי הוא מגיע?",
                followers=122,
            ),
            Said(
                "sofa",
                33,
                "big_home_show",
                "Big Home Show",
                "My new sofa from Zaytuna Home is wonderful. Thank you, great service!",
                is_tagged=False,
                followers=210_000,
            ),
            Said(
                "thanks",
                75,
                "huda_m",
                "هدى المطيري",
                "شكرا @zaytuna_home على السرعة، الطاولة وصلت اليوم وهي رائعة ❤️",
                followers=95,
            ),
            Said(
                "spam",
                12,
                "get_rich_77",
                "Get Rich",
                "@zaytuna_home earn $5000 a week from home!!! click http://free-money.example follow me",
                followers=3,
            ),
            Said(
                "edited",
                55,
                "omar_f",
                "عمر الفيصل",
                "@zaytuna_home الكنبة وصلت مكسورة، رقم الطلب 88213",
                edited="@zaytuna_home الكنبة وصلت مكسورة والتغليف ممزق، رقم الطلب 88213",
            ),
            Said("gone", 64, "salma_t", "سلمى", "@zaytuna_home أنتم أسوأ متجر تعاملت معه", is_gone=True),
            Said("asked", 130, "grace_h", "Grace Hill", "@zaytuna_home do you deliver to Dammam?", followers=77),
            Said("told", 118, "us", "", "Yes, within three days. Just choose Dammam at the checkout.", under="asked"),
            Said(
                "news",
                200,
                "news_desk",
                "سوق اليوم",
                "زيتونة هوم تفتح معرضها الثالث في جدة",
                kind=Kind.ARTICLE,
                is_tagged=False,
                followers=0,
            ),
            Said(
                "private",
                22,
                "mona_a",
                "منى العلي",
                "مساء الخير، أريد تغيير عنوان التوصيل لطلبي من فضلكم",
                kind=Kind.DIRECT,
            ),
        ),
    ),
    "tapuz": Square(
        "tapuz_books",
        "תפוז ספרים",
        ("תפוז ספרים", "Tapuz Books"),
        (
            Said(
                "torn",
                14,
                "dina_l",
                "דינה לוי",
                "קניתי ספר בתפוז ספרים והוא הגיע קרוע. אף אחד לא עונה!",
                is_tagged=False,
                followers=52,
            ),
            Said("gift", 41, "eli_c", "אלי כהן", "@tapuz_books אפשר לארוז במתנה?", followers=140),
            Said("love", 90, "noa_f", "נועה פרידמן", "תודה @tapuz_books, שירות מעולה!", followers=88),
        ),
    ),
}
