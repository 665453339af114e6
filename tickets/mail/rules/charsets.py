"""Bytes to text, whatever the mail says about them: right, wrong, or nothing."""

import codecs
import re
from functools import cache
from typing import Final

# Names that mail uses and Python does not, and old names whose bytes are really those of a larger set.
_ALIASES: Final = {
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "iso-8859-8": "iso8859_8", "logical": "iso8859_8",
    "iso-8859-6-i": "iso8859_6", "iso-8859-6-e": "iso8859_6", "asmo-708": "iso8859_6",
    "us-ascii": "cp1252", "ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "646": "cp1252",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "l1": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "big5": "cp950", "iso-2022-jp": "iso2022_jp_ext",
    "x-mac-arabic": "mac_arabic", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8", "utf-8n": "utf-8", "unicode": "utf-16", "tis-620": "cp874",
    "visual": "iso8859_8", "dos-720": "cp720", "dos-862": "cp862", "iso-8859-11": "cp874",
}  # fmt: skip
# Codecs that are no character sets, or that hide other text in plain ASCII (UTF-7).
_REFUSED: Final = {"utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# What to read a set as when some bytes are not in it.
_LARGER: Final = {"iso8859_8": "cp1255", "iso8859_6": "cp1256", "iso8859_9": "cp1254", "iso8859_5": "cp1251"}
_WESTERN: Final = {"cp1252", "iso8859_15", "mac_roman", "cp850", "cp437", "iso8859_2"}

# The commonest letters of each script, most frequent first; a later letter weighs less.
_FREQUENT: Final = {
    "cp1256": "اليمنوترهبدعةكأسفق",
    "iso8859_6": "اليمنوترهبدعةكأسفق",
    "cp1255": "יוהלאתרבמשנםעדקחפטכ",
    "cp1251": "оеаинтсрвлкмдпуяыгз",
    "cp1253": "αοιετσνηυρπκμλςωάί",
}
_NEAREST: Final = {"cp1256", "cp1255", "iso8859_6"}  # in doubt, the languages of this desk
_FINAL_INSIDE: Final = re.compile(r"[ךםןףץ](?=[א-ת])")
_SAMPLE: Final = 20_000


def decode(raw: bytes, charset: str = "") -> tuple[str, str]:
    """The text, and a warning when the charset was missing, wrong or refused ("" otherwise). Never raises."""
    declared = _codec(charset)
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark) and declared not in ("utf-32",):
            return _clean(raw.decode(codec, "replace")), ""
    if raw.isascii() and (declared is None or not _is_stateful(declared)):
        refused = declared is None and bool(charset)
        return _clean(raw.decode("ascii")), f"charset-unknown:{_safe(charset)}" if refused else ""
    if declared is not None and (text := _as_declared(raw, declared)) is not None:
        return _clean(text), ""
    codec = guess(raw)
    return _clean(raw.decode(codec, "replace")), f"charset-guessed:{codec}"


def guess(raw: bytes) -> str:
    """The likeliest codec of bytes without a usable charset."""
    if _is_utf8(raw):
        return "utf-8"
    sample = raw[:_SAMPLE]
    if not _is_another_script(sample):
        return "cp1252"
    return max(_FREQUENT, key=lambda codec: _score(sample, codec))


def _as_declared(raw: bytes, codec: str) -> str | None:
    """The text in its declared codec; None when the bytes say that it is another."""
    if codec != "utf-8" and not _is_stateful(codec) and _is_utf8(raw):
        return None
    if codec in _WESTERN and _is_another_script(raw[:_SAMPLE]):
        return None
    if codec.startswith(("utf_16", "utf_32")) and b"\x00" not in raw:
        return None
    for candidate in (codec, _LARGER.get(codec, codec)):
        try:
            return raw.decode(candidate)
        except (UnicodeError, ValueError):
            continue
    if codec == "cp1252":
        return raw.decode(codec, "replace")
    return _mostly(raw, codec)


def _mostly(raw: bytes, codec: str) -> str | None:
    """Text with a few broken places is still that text; with many it is another charset."""
    try:
        text = raw.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return None
    foreign = sum(char > "\x7f" for char in text)
    return text if text.count("\ufffd") * 10 <= foreign else None


def _is_utf8(raw: bytes) -> bool:
    try:
        return len(raw.decode("utf-8")) < len(raw)
    except UnicodeDecodeError:
        return (
            bool(re.search(rb"[\xc2-\xf4][\x80-\xbf]", raw)) and _breaks(raw) <= len(raw) // 1000 + 1 < len(raw) // 20
        )


def _breaks(raw: bytes) -> int:
    """Broken places of almost-UTF-8, such as a text cut in mid letter."""
    return raw[:_SAMPLE].decode("utf-8", "replace").count("\ufffd")


def _is_another_script(sample: bytes) -> bool:
    """Most letters beyond ASCII, and in runs: words, not accents."""
    sample = re.sub(rb"<[^<>]*>", b" ", sample)
    high = len(re.findall(rb"[\x80-\xff]", sample))
    letters = high + len(re.findall(rb"[A-Za-z]", sample))
    runs = re.findall(rb"[\xc0-\xff]{3,}", sample)
    return high >= 3 and sum(map(len, runs)) >= 0.25 * letters and sum(map(len, runs)) >= 0.5 * high


def _score(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    weights = _weights(codec)
    score = 2.0 * text.count("ال") - 2.0 * len(_FINAL_INSIDE.findall(text))
    for char in text:
        if char > "\x7f":
            score += weights.get(char, 0.6 if char.isalpha() else -1.0)
    return score * 1.2 if codec in _NEAREST else score


@cache
def _weights(codec: str) -> dict[str, float]:
    letters = _FREQUENT[codec]
    return {letter: 2.0 - position / len(letters) for position, letter in enumerate(letters)}


@cache
def _codec(charset: str) -> str | None:
    """Python's name of a charset that we read; None for unknown and refused ones."""
    name = charset.strip().strip("\"'").lower()
    name = re.sub(r"^(?:charset=|x-)(?=[a-z])|\*.*$", "", name) if name not in _ALIASES else name
    name = _ALIASES.get(name, _ALIASES.get(name.replace("_", "-"), name))
    if not re.fullmatch(r"[a-z0-9._:-]{2,40}", name):
        return None
    name = re.sub(r"^(?:cp|win|windows)[-_]?(125\d|874)$", r"cp\1", name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    known = info.name.replace("-", "_")
    if not getattr(info, "_is_text_encoding", False) or known in _REFUSED:
        return None
    return {"utf_8": "utf-8", "utf_8_sig": "utf-8", "ascii": "cp1252", "iso8859_1": "cp1252"}.get(known, known)


def _is_stateful(codec: str) -> bool:
    """Sets that write letters with ASCII bytes; plain ASCII in them is not ASCII."""
    return codec.startswith(("iso2022", "utf_16", "utf_32", "utf-16", "utf-32", "hz"))


def _clean(text: str) -> str:
    return text.replace("\x00", "").removeprefix("\ufeff")


def _safe(charset: str) -> str:
    return re.sub(r"[^a-zA-Z0-9._-]", "", charset)[:40]
