"""Where somebody else's words begin: the lines that mail programs write above what they quote.

All comparisons are made on normalised lines (no marks, no direction controls, ASCII digits, folded letters), so one
pattern serves every spelling. Every pattern is anchored and bounded: no line is slow.
"""

import re
from collections.abc import Sequence
from typing import Final

from helpdesk.lib.text import normalise

MAX_LINE: Final = 400
MAX_WINDOW: Final = 4
FULL_LINE: Final = 58  # where programs begin to wrap, measured without marks


def _any(*words: str) -> str:
    return "(?:" + "|".join(re.escape(normalise(word)) for word in sorted(words, key=len, reverse=True)) + ")"


# "… Dana wrote:": the verb stands last.
_WROTE = _any(
    "wrote", "writes", "a écrit", "écrit", "ha scritto", "escribió", "escreveu", "schreef", "skrev", "napisał(a)",
    "napisał", "napisała", "написал", "написала", "написал(а)", "пишет", "пише", "написав", "yazdı", "şunları yazdı",
    "şunu yazdı", "schrieb", "kirjoitti", "napsal(a)", "נכתב", "כתב/ה", "כתב", "כתבה", "כתב(ה)", "כתבו", "כתבת",
    "نوشت", "كتب", "كتبت", "كتب/ت", "كتب/كتبت", "写道", "寫道", "het volgende geschreven",
)  # fmt: skip
# "…, كتب Dana:": the verb stands before the name.
_BY = _any(
    "كتب", "كتبت", "كتب/كتبت", "كتب/ت", "كتب(ت)", "تمت كتابة ما يلي بواسطة", "تمت الكتابة بواسطة", "جاء من", "أرسل",
    "أرسلت", "أرسل/ت", "بواسطة", "מאת", "schrieb", "skrev", "נכתב על ידי", "נשלח על ידי",
)  # fmt: skip
_DAYS = _any(
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday"),
    *("saturday", "sunday", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    *("السبت", "الأحد", "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"),
)
_PREPOSITIONS = _any(
    *("on", "at", "le", "am", "el", "il", "em", "op", "den", "på", "dnia", "w dniu", "dne", "в"),
    *("في", "بتاريخ", "يوم", "בתאריך", "ביום", "יום", "במועד", "בשעה"),
)
_WORD_START = re.compile(rf"(?:{_PREPOSITIONS} |ב[-־ ]?\d|{_DAYS},? )")
_TIME: Final = r"\d{1,2}[:.]\d{2}"
_MOMENT = re.compile(rf"{_TIME}|\b(?:19|20)\d\d\b|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}")
_HAS_TIME = re.compile(_TIME)
_EMAIL: Final = r"<[^<>\s@]{0,100}@?[^<>\s]{1,150}(?:<mailto:[^<>\s]{1,200}>)?>"
_COLON: Final = r" ?[:：]"

# Date, address in brackets, perhaps a verb, colon: what Gmail and its kin write in any language.
_WITH_ADDRESS = re.compile(rf".{{1,250}}{_EMAIL},?(?: (?:.{{1,80}} )?{_WROTE}(?: .{{0,60}})?)?{_COLON}")
_ADDRESS_THEN_VERB = re.compile(rf".{{0,120}}{_EMAIL} {_WROTE} .{{0,80}}\d.{{0,20}}{_COLON}")
_NAME_THEN_VERB = re.compile(rf".{{4,200}}[,،] ?.{{1,80}} {_WROTE}{_COLON}|.{{4,200}}[,،] ?{_WROTE}{_COLON}")
_VERB_THEN_NAME = re.compile(rf".{{4,200}}[ ,،]{_BY}:? .{{1,80}}{_COLON}")
_TO_ME = re.compile(
    rf"[ ,،](?:{_BY}|{_WROTE}) ?{_any('لي', 'لنا', 'إلي', 'إلينا', 'أن', 'بأن', 'לי', 'לנו', 'אלי', 'אלינו')}\b"
)
_VERB_LAST_NO_COMMA = re.compile(rf".{{4,250}} {_WROTE}{_COLON}")
_SOMEBODY = re.compile(rf"[^<>:]{{1,80}} {_EMAIL} {_WROTE}{_COLON}")
_OLD_GMAIL = re.compile(
    rf"\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}} (?:{_TIME} (?:gmt|utc)\S{{0,7}} )?[^:]{{1,120}}(?:{_EMAIL})?:?"
)
_VERB_LINE = re.compile(rf"(?:{_WROTE}|{_BY} .{{1,80}}){_COLON}")
_BETWEEN_DASHES = re.compile(rf"-{{2,10}} .{{4,200}} {_WROTE} ?-{{2,10}}")

_ORIGINAL = re.compile(
    r"[-_*=\s]{2,40}"
    + _any(
        *("original message", "originalnachricht", "ursprüngliche nachricht", "mensaje original", "message d'origine"),
        *("messaggio originale", "mensagem original", "oorspronkelijk bericht", "original meddelelse", "הודעה מקורית"),
        *("ההודעה המקורית", "הודעת המקור", "الرسالة الأصلية", "رسالة أصلية", "النص الأصلي", "исходное сообщение"),
        *("wiadomość oryginalna", "ursprungligt meddelande", "reply message", "orijinal mesaj", "پیام اصلی"),
    )
    + r"[-_*=\s]{2,40}"
)
_FORWARDED = re.compile(
    r"(?:[-_*=\s]{2,40}|begin )"
    + _any(
        *("forwarded message", "forwarded by", "weitergeleitete nachricht", "message transféré", "mensaje reenviado"),
        *("messaggio inoltrato", "mensagem encaminhada", "הודעה שהועברה", "הודעה מועברת", "رسالة معاد توجيهها"),
        *("رسالة محولة", "رسالة معاد إرسالها", "الرسالة المعاد توجيهها", "пересылаемое сообщение"),
    )
    + r".{0,80}"
)
_RULE = re.compile(r"[-_*=~]{5,120}")
_SIGNATURE = re.compile(r"-- ?|—|__")

_LABELS: Final = {
    normalise(word): role
    for role, words in {
        "from": "from|von|de|da|fra|från|van|من|المرسل|المُرسل|מאת|от|od|kimden|فرستنده",
        "sent": "sent|date|sent on|gesendet|datum|envoyé|enviado|enviado el|fecha|data|inviato|skickat|sendt|verzonden"
        "|تم الإرسال|تاريخ الإرسال|التاريخ|تاريخ|أرسلت|أُرسل|الإرسال|أرسل في|נשלח|תאריך|נשלח בתאריך|дата|отправлено",
        "to": "to|an|à|para|a|til|till|naar|do|إلى|الى|المرسل إليه|אל|לכבוד|кому|kime",
        "cc": "cc|kopie|copia|נسخة|نسخة|نسخة إلى|עותק|העתק|לידיעה|копия|bcc|نسخة مخفية",
        "subject": "subject|betreff|objet|asunto|assunto|oggetto|emne|ämne|onderwerp|temat|الموضوع|موضوع|נושא|הנדון"
        "|тема|konu",
        "more": "reply-to|risposta|importance|attachments|المرفقات|الأهمية|קבצים מצורפים|חשיבות|organization",
    }.items()
    for word in words.split("|")
}


def prepared(lines: Sequence[str]) -> list[str]:
    """The lines as the other functions of this module want them."""
    return [re.sub(r"\s+", " ", normalise(line[:MAX_LINE])).strip() for line in lines]


def is_quoted(line: str) -> bool:
    """A line that its program marked as quoted."""
    return line.startswith((">", "|>", "| ")) or line == "|"


def is_forward(line: str) -> bool:
    return _FORWARDED.fullmatch(line) is not None


def is_signature(line: str) -> bool:
    return _SIGNATURE.fullmatch(line) is not None


def attribution_at(lines: Sequence[str], start: int, next_is_quoted: bool) -> int:
    """How many lines, from `start`, say "on that day Dana wrote:"; 0 when they do not."""
    if not lines[start] or is_quoted(lines[start]):
        return 0
    if _BETWEEN_DASHES.fullmatch(lines[start]):
        return 1
    length = _window(lines, start)
    if length and _is_attribution(" ".join(lines[start : start + length]), length, next_is_quoted):
        later = (lines[at : start + length] for at in range(start + 1, start + length))
        return 0 if any(_is_dated(" ".join(rest), len(rest), next_is_quoted) for rest in later) else length
    return 1 if _is_weak_attribution(lines[start], next_is_quoted) else 0


def _window(lines: Sequence[str], start: int) -> int:
    """How many lines from `start` a program may have wrapped from one that ends with a colon; 0 when none."""
    for length in range(1, MAX_WINDOW + 1):
        last = lines[start + length - 1]
        if last.endswith((":", "：")):
            return length
        if start + length == len(lines) or not _is_wrapped(last, lines[start + length]):
            return 0
    return 0


def _is_wrapped(line: str, following: str) -> bool:
    """Whether the second line was once the end of the first: a full line, or one cut around an address."""
    if not following or (is_quoted(following) and "<" not in line.rpartition(">")[2]):
        return False
    if line.endswith("<") or following.startswith("<") or "<" in line.rpartition(">")[2]:
        return True
    first_word = following.partition(" ")[0]
    return len(line) + 1 + len(first_word) > FULL_LINE or _VERB_LINE.fullmatch(following) is not None


def _is_attribution(text: str, length: int, next_is_quoted: bool) -> bool:
    if _is_dated(text, length, next_is_quoted):
        return True
    text = _spaced(text)
    return _ADDRESS_THEN_VERB.fullmatch(text) is not None or (length == 1 and _SOMEBODY.fullmatch(text) is not None)


def _is_dated(text: str, length: int, next_is_quoted: bool) -> bool:
    """An attribution that says when."""
    text = _spaced(text)
    starts = _WORD_START.match(text) is not None or text[0].isdigit()
    if not _MOMENT.search(text) or _TO_ME.search(text):
        return False
    if (starts or length == 1) and _WITH_ADDRESS.fullmatch(text):
        return True
    if not starts or not (next_is_quoted or _HAS_TIME.search(text)):
        return False
    if _NAME_THEN_VERB.fullmatch(text) or _VERB_THEN_NAME.fullmatch(text):
        return True
    return next_is_quoted and _VERB_LAST_NO_COMMA.fullmatch(text) is not None


def _spaced(text: str) -> str:
    """The text with one space before an address in brackets and none inside them."""
    return re.sub(r"< ", "<", re.sub(r" >", ">", re.sub(r"(?<=\S)<", " <", text[: 2 * MAX_LINE])))


def _is_weak_attribution(line: str, next_is_quoted: bool) -> bool:
    """The date and name of old Gmail, which has neither verb nor, sometimes, colon."""
    if not _OLD_GMAIL.fullmatch(line):
        return False
    return next_is_quoted or "gmt" in line or ("@" in line and line.endswith(":"))


def header_block_at(lines: Sequence[str], start: int) -> bool:
    """Whether a block From, Sent, To, Subject begins at `start`, perhaps under a rule or "Original Message"."""
    position = start
    if is_original(lines[start]):
        return True
    if _RULE.fullmatch(lines[start]):
        position = next((at for at in range(start + 1, min(start + 4, len(lines))) if lines[at]), start)
    role, _ = _label(lines[position])
    if role not in ("from", "subject", "sent") or (position == start and start and _is_field(lines[start - 1])):
        return False
    roles, address = _roles(lines[position : position + 14])
    if "from" not in roles or len(roles - {"cc", "more"}) < 3:
        return False
    return "subject" in roles if role == "from" or position > start else address


def is_original(line: str) -> bool:
    """ "-----Original Message-----" in any language."""
    return _ORIGINAL.fullmatch(line) is not None


def _roles(lines: Sequence[str]) -> tuple[set[str], bool]:
    """The labels of a header block from its first line on, and whether an address stands among the values."""
    roles: set[str] = set()
    address, misses = False, 0
    for line in lines:
        role, value = _label(line)
        misses = 0 if role else misses + 1
        if misses > 2 or role in roles - {"more"}:
            break
        roles |= {role} - {""}
        address = address or "@" in value
    return roles, address


def _is_field(line: str) -> bool:
    """A line of a form ("name: Dana"), so that the labels below it belong to the form."""
    return re.fullmatch(r"[^:]{1,24}: \S.{0,200}", line) is not None


def _label(line: str) -> tuple[str, str]:
    label, colon, value = line.lstrip("*_ ").partition(":")
    return (_LABELS.get(label.strip("*_ "), ""), value) if colon and len(label) <= 30 else ("", "")
