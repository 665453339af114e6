"""What belongs to one person only: how to reach him, what he ordered, how he pays.

Numbers of a service may stand in public: short codes, *1234, toll-free and unified numbers (800, 9200, 1-700, 1-800),
and mailboxes named after a task (support@, info@). Any other number or address may be somebody's own, and is stopped:
who knows that it is the company's gives that as the reason.
"""

import re
from collections.abc import Callable, Iterator

from social.guard.rules.spotting import Spot, Text

PRIVATE = "private"
Match = re.Match[str]
_GAP = r"[ \-.()/\u2010-\u2015]?"
_PHONES = (
    r"(?:\+|00){g}(?:\d{g}){{7,14}}\d",  # written for the world
    r"0{g}5{g}(?:\d{g}){{7,8}}\d?",  # mobiles of Saudi Arabia, the Emirates and Israel
    r"0{g}1{g}[0125]{g}(?:\d{g}){{7}}\d",  # Egypt
    r"0{g}7{g}[789]{g}(?:\d{g}){{6}}\d",  # Jordan
    r"0{g}[23489]{g}(?:\d{g}){{6}}\d",  # landlines of Israel
    r"0{g}7{g}[2-7]{g}(?:\d{g}){{6}}\d",  # Israel, not tied to a place
    r"5\d{g}(?:\d{g}){{6}}\d",  # a Saudi mobile without its zero
)
_PHONE = re.compile(r"(?<![\w+#*/])(?<!\d-)(?:" + "|".join(one.format(g=_GAP) for one in _PHONES) + r")(?![\w])")
_SERVICE = re.compile(r"(?:\+?966|00966)?(?:920|800)\d{6,7}|1[78]00\d{6}")
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TASKS = re.compile(
    r"(?:support|help|info|care|customercare|customer\.?service|service|hello|hi|contact|sales|complaints?|feedback|"
    r"privacy|press|jobs|hr|no-?reply|office|mail|team)(?:[._+-][\w.+-]{1,20})?@"
)
_CARD = re.compile(r"(?<![\d])\d(?:[ \-]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ ]?[a-z0-9]{4}){2,7}(?:[ ]?[a-z0-9]{1,3})?(?!\w)")
_THING = (
    r"(?:order|invoice|tracking|account|booking|reservation|policy|shipment|awb|contract"
    r"|(?:ال|لل)?(?:طلب|طلبيه|اوردر|شحنه|شحنت|فاتوره|فاتورت|حساب|حجز|بوليصه|عقد|تتبع)(?:ك|كم|ي)?"
    r"|[הלבמ]?(?:הזמנה|הזמנתכ|חשבונית|חשבונ|משלוח|פוליסה|חוזה|מעקב))"
)
_NUMBER = r"(?:number|num|no\.?|nr\.?|id|ref|#|رقم|الرقم|رقمها?|מספר|מס'?|:)"
_KEY = r"[a-z]{0,4}-?\d{4,16}(?!\w)"
_ORDER = re.compile(rf"(?<!\w){_THING} ?(?P<named>{_NUMBER}[ :#]{{0,3}})?(?P<key>{_KEY})")
_ORDER_BEFORE = re.compile(
    rf"(?<!\w)(?:رقم|מספר|מס'?|number) ?(?:of )?(?:the |your )?{_THING} ?(?:هو|is|הוא)?[ :#]{{0,3}}{_KEY}"
)
_IDENTITY = re.compile(
    r"(?<!\w)(?:national id|id number|passport|iqama|(?:ال)?(?:هويه|هويتك|اقامه|اقامتك|جواز|جوازك)|الرقم القومي"
    r"|תעודת זהות|ת\.?ז\.?|דרכונ)[ ]?(?:number|no\.?|رقم|מספר)?[ :#]{0,3}[a-z]{0,2}\d{6,15}(?!\w)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def spots(text: Text) -> Iterator[Spot]:
    for pattern, is_one in _LOOKED_FOR:
        for match in pattern.finditer(text.plain):
            if is_one(match):
                yield text.spot(PRIVATE, *match.span())


def _digits(written: str) -> str:
    return "".join(char for char in written if char.isdigit())


def _is_somebody_s_phone(match: Match) -> bool:
    return not _SERVICE.fullmatch(_digits(match.group()))


def _is_somebody_s_mail(match: Match) -> bool:
    return not _TASKS.match(match.group())


def _is_key(match: Match) -> bool:
    """A year is none, unless it is called a number."""
    return bool(match["named"]) or not _YEAR.fullmatch(match["key"])


def _is_card(match: Match) -> bool:
    """Luhn's sum. A row of one digit is none."""
    digits = _digits(match.group())
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_iban(match: Match) -> bool:
    """ISO 13616: the rest is 1."""
    written = match.group().replace(" ", "")
    turned = written[4:] + written[:4]
    return 15 <= len(written) <= 34 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


_LOOKED_FOR: tuple[tuple[re.Pattern[str], Callable[[Match], bool]], ...] = (
    (_PHONE, _is_somebody_s_phone),
    (_MAIL, _is_somebody_s_mail),
    (_CARD, _is_card),
    (_IBAN, _is_iban),
    (_ORDER, _is_key),
    (_ORDER_BEFORE, bool),
    (_IDENTITY, bool),
)
