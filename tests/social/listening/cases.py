"""Names in what people write, by hand: the text, the terms, and what of the text names us as it stands there.

Those from HELD_OUT on were written after the rules and not used to tune them.
"""

from dataclasses import dataclass

from social.listening.rules.terms import TermSpec as T


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    terms: tuple[T, ...]
    named: tuple[str, ...] = ()


def case(text: str, *terms: T | str, named: str | tuple[str, ...] = ()) -> Case:
    """A term that is only a text is a word with any prefix."""
    full = tuple(T(one) if isinstance(one, str) else one for one in terms)
    return Case(text, full, (named,) if isinstance(named, str) else named)


def phrase(text: str, **more: str) -> T:
    return T(text, kind="phrase", **more)  # type: ignore[arg-type]


def handle(text: str) -> T:
    return T(text, kind="handle")


def tag(text: str) -> T:
    return T(text, kind="hashtag")


NOON = T("نون", prefixes="none")

LETTERS = [
    case("خدمة زين سيئة", "زين", named="زين"),
    case("خدمة زِيـــن سيئة", "زين", named="زِيـــن"),
    case("شركة ﺯﻳﻦ للاتصالات", "زين", named="ﺯﻳﻦ"),
    case("مكتبة جرير أسعارها غالية", phrase("مكتبه جرير"), named="مكتبة جرير"),
    case("إيكيا ما ردّت علينا", "ايكيا", named="إيكيا"),
    case("ايکیا جواب نمی‌دهد", "ايكيا", named="ايکیا"),
    case("پيتزا هت وصلت باردة", phrase("بيتزا هت"), named="پيتزا هت"),
    case("فتحت حساب في بنك ٣٦٠ أمس", phrase("بنك 360"), named="بنك ٣٦٠"),
    case("חברת בֶּזֶק לא עונה", "בזק", named="בֶּזֶק"),
    case("קניתי בסופר־פארם אתמול", "סופר-פארם", named="סופר־פארם"),
    case("קניתי בסופר פארם אתמול", "סופר-פארם", named="סופר פארם"),
    case("קניתי בסופרפארם אתמול", "סופר-פארם", named="סופרפארם"),
    case("שירות של פרטנרים", T("פרטנר", suffixes=("ים",)), named="פרטנר"),
    case('בל"ל לא ענו לי', 'בל"ל', named='בל"ל'),
    case("בל״ל לא ענו לי", 'בל"ל', named="בל״ל"),
    case("הלכתי לארומה ואז הביתה", "ארומה", named="ארומה"),
    case("אני אוהבת שופרסל דיל", "שופרסל", named="שופרסל"),
    case("STC is down again", "stc", named="STC"),
    case("ＳＴＣ is down again", "stc", named="ＳＴＣ"),
    case("𝐒𝐓𝐂 is down again", "stc", named="𝐒𝐓𝐂"),
    case("STC™ is down again", "stc", named="STC"),
    case("İSTANBUL MARKET kapalı", phrase("istanbul market"), named="İSTANBUL MARKET"),
    case("ısparta gülü bekliyorum", "Isparta", named="ısparta"),
    case("Große STRASSE 7", "straße", named="STRASSE"),
    case("I love Café Noir", phrase("cafe\u0301 noir"), named="Café Noir"),
    case("I love Cafe Noir", phrase("café noir")),
    case("Zay\u200dtuna Home answered", "zaytuna", named="Zay\u200dtuna"),
    case("שלום \u2067זיתונה\u2069 לא עונים", "זיתונה", named="זיתונה"),
    case("زي\u200cن أفضل", "زين", named="زي\u200cن"),
    case("زي\u202bن أفضل", "زين", named="زي\u202bن"),
]

PREFIXES = [
    case("وزين لا ترد", "زين", named="زين"),
    case("اتصلت بزين اليوم", "زين", named="زين"),
    case("والزين جميل", "زين", named="زين"),
    case("ولزين عروض", "زين", named="زين"),
    case("زينة البيت", "زين"),
    case("حزين جداً اليوم", "زين"),
    case("ذهبت للبنك العربي", phrase("البنك العربي"), named="للبنك العربي"),
    case("وللبنك العربي فروع", phrase("البنك العربي"), named="للبنك العربي"),
    case("بالبنك العربي خدمة ممتازة", phrase("البنك العربي"), named="البنك العربي"),
    case("بنك عربي آخر", phrase("البنك العربي")),
    case("شركة للبن الطازج", "اللبن", named="للبن"),
    case("بنون وبنات", NOON),
    case("تأخر طلب نون كثيرا", NOON, named="نون"),
    case("النون حرف", NOON),
    case("النون وصل", T("نون", prefixes="definite"), named="نون"),
    case("بنون وبنات", T("نون", prefixes="definite")),
    case("בבזק אמרו שלא", "בזק", named="בזק"),
    case("כשבפרטנר ענו לי", "פרטנר", named="פרטנר"),
    case("ושהפרטנר הזאת", "פרטנר", named="פרטנר"),
    case("מפרטנר קיבלתי הודעה", T("פרטנר", prefixes="definite")),
    case("הפרטנר קיבל הודעה", T("פרטנר", prefixes="definite"), named="פרטנר"),
    case("הבזקים בשמיים", "בזק"),
    case("מבזק חדשות", T("בזק", prefixes="none")),
    case("גלשתי ב-stc כל היום", "stc", named="stc"),
    case("عرض الـstc انتهى", "stc", named="stc"),
    case("زين وstc معاً", "stc", named="stc"),
    case("מחכה לstc כבר שעה", "stc", named="stc"),
    case("لاביט stc", "ביט"),
    case("السSTC غلط", "stc"),
    case("ב-נון קניתי", T("נון", prefixes="none"), named="נון"),
    case("المعلمات زينات", T("زين", suffixes=("ات",)), named="زين"),
]

ADDRESSES = [
    case("@stc_ksa please answer", "stc"),
    case("@stc_ksa please answer", handle("@stc_ksa"), named="stc_ksa"),
    case("@STC.KSA please answer", handle("stc_ksa"), named="STC.KSA"),
    case("@stcksa please answer", handle("stc_ksa"), named="stcksa"),
    case("why does stc_ksa not answer", handle("@stc_ksa"), named="stc_ksa"),
    case("＠stc_ksa رد علينا", handle("@stc_ksa"), named="stc_ksa"),
    case("@stc please, stc!", "stc", handle("@stc"), named=("stc", "stc")),
    case("@zain@social.example no answer", handle("zain"), named="zain"),
    case("@zain@social.example no answer", handle("zain@social.example"), named="zain@social.example"),
    case("@zain@other.example no answer", handle("zain@social.example")),
    case("ל@zaytuna אין תשובה", handle("zaytuna"), named="zaytuna"),
    case("write to info@zain.com now", "zain", handle("@zain")),
    case("me.zain@gmail.com is my mail", "zain"),
    case("https://zain.com/offers?x=noon", "zain", "noon", named="zain"),
    case("read https://news.example/zain-grows", "zain"),
    case("buy at www.zaytuna.example", "zaytuna.example", named="zaytuna.example"),
    case("buy at Zaytuna.Example, really", "https://www.zaytuna.example/shop", named="Zaytuna.Example"),
    case("https://x.example/@zain/1", handle("@zain")),
    case("#البنك_العربي خدمة", phrase("البنك العربي"), named="البنك_العربي"),
    case("#زينكاش توقف", phrase("زين كاش"), named="زينكاش"),
    case("#زين_كاش توقف", tag("زين كاش".replace(" ", "_")), named="#زين_كاش"),
    case("زين_كاش توقف", tag("#زين_كاش")),
    case("#زين_السعودية توقف", tag("#زين")),
    case("ב#בזק ככה זה", tag("#בזק"), named="#בזק"),
]

NEIGHBOURS = [
    case("😡زين😡", "زين", named="زين"),
    case("👩‍👩‍👧זיתונה👍🏽", "זיתונה", named="זיתונה"),
    case("(stc)", "stc", named="stc"),
    case("stc's service", "stc", named="stc"),
    case("stc4 is new", "stc"),
    case("4stc is new", "stc"),
    case("zain/stc/mobily", "stc", named="stc"),
    case("apple pie is tasty", "apple", phrase("apple pie", group="none")),
    case("my apple phone", "apple", phrase("apple pie", group="none"), named="apple"),
    case("وظائف زين اليوم", "زين", T("وظائف", group="none")),
    case("طلبي من نون تأخر", NOON, T("طلب", group="near", suffixes=("ي",)), named="نون"),
    case("حرف نون في القاموس", NOON, T("طلب", group="near")),
    case("order one two three four five six seven eight noon", "noon", T("order", group="near"), named="noon"),
    case("order one two three four five six seven eight nine noon", "noon", T("order", group="near")),
    case("Meet me at noon", T("Noon", exact=True)),
    case("Ask Noon for it", T("Noon", exact=True), named="Noon"),
    case("tell @Zain now", T("@Zain", kind="handle", exact=True), named="Zain"),
    case("tell Zain now", T("@Zain", kind="handle", exact=True)),
    case("zain cash works", "zain", phrase("zain cash"), named="zain cash"),
    case("Coca - Cola tastes", "coca-cola", named="Coca - Cola"),
    case("", "zain"),
    case("   ", "zain"),
]

HELD_OUT = [
    case("وبالبنك العربي أيضاً", phrase("البنك العربي"), named="البنك العربي"),
    case("فلزين الحق", "زين", named="زين"),
    case("كالزين في المساء", "زين", named="زين"),
    case("زينب كتبت لي", "زين"),
    case("للزين قصة", "زين", named="زين"),
    case("אמרו לי שבארומה סגור", "ארומה", named="ארומה"),
    case("וכשהגעתי לארומה סגרו", "ארומה", named="ארומה"),
    case("לכשארומה תפתח", "ארומה", named="ארומה"),
    case("ארומתית מאוד", "ארומה"),
    case("שהבזק נתקע", "בזק", named="בזק"),
    case("הוא הבזיק אור", "בזק"),
    case("وبـ stc كذلك", "stc", named="stc"),
    case("و#stc_pay ممتاز", phrase("stc pay"), named="stc_pay"),
    case("@wael_zain قال لي", "zain"),
    case("زين، موبايلي، stc: كلهم سواء", "زين", "موبايلي", "stc", named=("زين", "موبايلي", "stc")),
    case("McDonald’s forgot my order", "McDonald's", named="McDonald’s"),
    case("mcdonalds forgot my order", "McDonald's", named="mcdonalds"),
    case("ماكدونالدز‎ نسيت الطلب", "ماكدونالدز", named="ماكدونالدز"),
    case("H&M לא החזירו כסף", "H&M", named="H&M"),
    case("בH&M לא החזירו כסף", "H&M", named="H&M"),
    case("7-Eleven في الرياض", "7eleven"),
    case("7-Eleven في الرياض", "7-eleven", named="7-Eleven"),
    case("٧-eleven في الرياض", "7-eleven", named="٧-eleven"),
    case("ZAİN'e sordum", "zain", named="ZAİN"),
    case("الشركة هي ( زين)", "زين", named="زين"),
    case("zain@zain", "zain"),
    case("mailto:zain@zain.example", "zain"),
    case("see http://zain.example:8000/x and zain", "zain", named=("zain", "zain")),
    case("\u200f\u202bזיתונה\u202c", "זיתונה", named="זיתונה"),
    case("קפה ג׳ו נהדר", phrase("קפה ג'ו"), named="קפה ג׳ו"),
]

CASES = [*LETTERS, *PREFIXES, *ADDRESSES, *NEIGHBOURS, *HELD_OUT]
