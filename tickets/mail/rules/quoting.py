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


def _any(*words: str) -> str:
    return "(?:" + "|".join(re.escape(normalise(word)) for word in sorted(words, key=len, reverse=True)) + ")"


# "… Dana wrote:": the verb stands last.
_WROTE = _any(
    "wrote", "writes", "a écrit", "écrit", "ha scritto", "escribió", "escreveu", "schreef", "skrev", "napisał(a)",
    "napisał", "napisała", "написал", "написала", "написал(а)", "пишет", "пише", "написав", "yazdı", "şunları yazdı",
    "şunu yazdı", "schrieb", "kirjoitti", "napsal(a)", "נכתב", "כתב/ה", "כתב", "כתבה", "כתב(ה)", "כתבו", "כתבת",
    "نوشت", "كتب", "كتبت", "كتب/ت", "كتب/كتبت", "写道", "寫道", "のメール", "作成",
)  # fmt: skip
# "…, كتب Dana:": the verb stands before the name.
_BY = _any(
    "كتب", "كتبت", "كتب/كتبت", "كتب/ت", "كتب(ت)", "تمت كتابة ما يلي بواسطة", "تمت الكتابة بواسطة", "جاء من", "أرسل",
    "أرسلت", "أرسل/ت", "بواسطة", "מאת", "schrieb", "skrev", "נכתב על ידי", "נשלח על ידי",
)  # fmt: skip
_START = re.compile(
    rf"(?:{_any('on', 'at', 'le', 'am', 'el', 'il', 'em', 'op', 'den', 'på', 'dnia', 'w dniu', 'dne')} "
    rf"|{_any('في', 'بتاريخ', 'يوم', 'التاريخ', 'בתאריך', 'ביום', 'יום', 'במועד')} |ב[-־ ]?\d|\d|[^\W\d_]{{2,14}},? \d)"
)
_TIME: Final = r"\d{1,2}[:.]\d{2}"
_MOMENT = re.compile(rf"{_TIME}|\b(?:19|20)\d\d\b|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}")
_HAS_TIME = re.compile(_TIME)
_EMAIL: Final = r"<[^<>\s@]{0,100}@?[^<>\s]{1,150}(?:<mailto:[^<>\s]{1,200}>)?>"
_COLON: Final = r" ?[:：]"

# Date, address in brackets, perhaps a verb, colon: what Gmail and its kin write in any language.
_WITH_ADDRESS = re.compile(rf".{{4,250}}{_EMAIL},?(?: {_WROTE}(?: .{{0,60}})?)?{_COLON}")
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
        "|تم الإرسال|تاريخ الإرسال|التاريخ|تاريخ|أرسلت|أُرسل|الإرسال|أرسل في|נשלח|תאריך|נשלח בתאריך|дата|отправлено|gönderildi",
        "to": "to|an|à|para|a|til|till|naar|do|إلى|الى|المرسل إليه|אל|לכבוד|кому|kime",
        "cc": "cc|kopie|copia|נسخة|نسخة|نسخة إلى|עותק|העתק|לידיעה|копия|bcc|نسخة مخفية",
        "subject": "subject|betreff|objet|asunto|assunto|oggetto|emne|ämne|onderwerp|temat|الموضوع|موضوع|נושא|הנדון|тема|konu",
        "more": "reply-to|risposta|importance|attachments|المرفقات|الأهمية|קבצים מצורפים|חשיבות|organization",
    }.items()
    for word in words.split("|")
}


def prepared(lines: Sequence[str]) -> list[str]:
    """The lines as the other functions of this module want them."""
    return [re.sub(r"\s+", " ", normalise(line[:MAX_LINE])).strip() for line in lines]


def is_quoted(line: str) -> bool:
    """A line that its program marked as quoted."""
    return line.startswith((">", "|>")) or line == "|" or line.startswith("| ")


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
    for length in range(1, MAX_WINDOW + 1):
        window = lines[start : start + length]
        if len(window) < length or not window[-1] or is_quoted(window[-1]):
            break
        if window[-1].endswith((":", "：")):
            return length if _is_attribution(" ".join(window)[: 2 * MAX_LINE], length, next_is_quoted) else 0
    return 1 if _is_weak_attribution(lines[start], next_is_quoted) else 0


def _is_attribution(text: str, length: int, next_is_quoted: bool) -> bool:
    text = re.sub(r"< ", "<", re.sub(r" >", ">", re.sub(r"(?<=\S)<", " <", text)))
    starts = _START.match(text) is not None
    if _MOMENT.search(text) and not _TO_ME.search(text):
        if (starts or length == 1) and _WITH_ADDRESS.fullmatch(text):
            return True
        if starts and (next_is_quoted or _HAS_TIME.search(text)):
            if _NAME_THEN_VERB.fullmatch(text) or _VERB_THEN_NAME.fullmatch(text):
                return True
            if next_is_quoted and _VERB_LAST_NO_COMMA.fullmatch(text):
                return True
    return _ADDRESS_THEN_VERB.fullmatch(text) is not None or (length == 1 and _SOMEBODY.fullmatch(text) is not None)


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
    if role not in ("from", "subject", "sent"):
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
        roles.add(role)
        address = address or "@" in value
    return roles - {""}, address


def _label(line: str) -> tuple[str, str]:
    label, colon, value = line.lstrip("*_ ").partition(":")
    return (_LABELS.get(label.strip("*_ "), ""), value) if colon and len(label) <= 30 else ("", "")
