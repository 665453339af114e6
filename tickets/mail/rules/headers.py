"""The header block of a mail or part: names and values, decoded, whatever was done to them."""

import re
from binascii import Error, a2b_base64, a2b_qp
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from tickets.mail.rules.charsets import decode

MAX_HEADERS: Final = 500
MAX_VALUE: Final = 16_000

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_IDS = re.compile(r"<[^<>\s]{1,900}>")
_BARE_ID = re.compile(r"[^<>\s,;]{1,900}@[^<>\s,;]{1,255}")

Headers = dict[str, list[bytes]]


def split_head(raw: bytes) -> tuple[Headers, bytes]:
    """The headers (lower-case name -> raw values in order) and the body after them.

    A first line that is no header is skipped when it is an mbox line, otherwise everything is body.
    """
    raw = _without_leading(raw)
    headers: Headers = {}
    position = count = 0
    values: list[bytes] = []
    while position < len(raw):
        line, position_after = _line(raw, position)
        if not line.strip(b" \t") and not (line and values):
            return headers, raw[position_after:]
        if line[:1] in (b" ", b"\t") and values:
            if len(values[-1]) < MAX_VALUE:
                values[-1] = (values[-1] + b"\n" + line)[:MAX_VALUE]
        elif match := _NAME.match(line):
            count += 1
            values = headers.setdefault(match[1].decode("ascii").lower(), []) if count <= MAX_HEADERS else []
            values.append(line[match.end() :][:MAX_VALUE])
        elif not line.startswith((b">From ", b"From ")) and not values:
            return headers, raw[position:]
        position = position_after
    return headers, b""


def text_of(value: bytes, charset: str = "") -> str:
    """A header value as text: unfolded, encoded words decoded, 8-bit bytes read as `charset` or guessed."""
    return _one_line(decode_words(unfold(value, charset)))


def unfold(value: bytes, charset: str = "") -> str:
    """A header value as one line, its encoded words still encoded."""
    value = re.sub(rb"[\r\n]+[ \t]*", b" ", value[:MAX_VALUE])
    if value.isascii():
        return value.decode("ascii").strip()
    # Encoded words are ASCII; only the bytes between them need a charset.
    return decode(value, charset)[0].strip()


def decode_words(text: str) -> str:
    """RFC 2047 words decoded; neighbours of one charset are joined as bytes, so a letter may be split between them."""
    parts: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        charset, content = match[1].lower(), _word_bytes(match[2], match[3])
        if pending and not between.strip() and charset == pending_charset:
            pending += content
        else:
            parts.append(decode(pending, pending_charset)[0])
            parts.append("" if pending_charset and not between.strip() else between)
            pending, pending_charset = content, charset
        end = match.end()
    return "".join([*parts, decode(pending, pending_charset)[0], text[end:]])


def parameters(value: bytes, charset: str = "") -> tuple[str, dict[str, str]]:
    """`type/sub; name=value; …` as the lower-case main value and its parameters (RFC 2231 and worse)."""
    text = re.sub(rb"[\r\n]+[ \t]*", b" ", value[:MAX_VALUE])
    main, _, rest = text.partition(b";")
    found: dict[str, bytes] = {}
    for match in re.finditer(rb"""([^\s=;]{1,100})\s{0,9}=\s{0,9}(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", rest):
        quoted = re.sub(rb"\\(.)", rb"\1", match[2]) if match[2] is not None else match[3].strip(b" \t'\"")
        found.setdefault(match[1].decode("latin-1").lower(), quoted)
    return main.decode("latin-1").strip().lower(), _joined(found, charset)


def message_ids(values: list[bytes]) -> list[str]:
    """The ids of In-Reply-To, References or Message-ID, each once, in angle brackets."""
    text = " ".join(unfold(value) for value in values)
    found = _IDS.findall(text) or [f"<{bare}>" for bare in _BARE_ID.findall(text)]
    return list(dict.fromkeys(found))[:200]


def date_of(value: bytes) -> datetime | None:
    """The moment of a Date header, aware; None when it says nothing believable."""
    try:
        moment = parsedate_to_datetime(unfold(value))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC) if 1971 <= moment.year <= 9000 else None
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None


def _line(raw: bytes, start: int) -> tuple[bytes, int]:
    end = raw.find(b"\n", start)
    end = len(raw) if end < 0 else end
    return raw[start:end].rstrip(b"\r"), end + 1


def _without_leading(raw: bytes) -> bytes:
    head = raw[:64].lstrip(b"\r\n\xef\xbb\xbf")
    return raw[len(raw[:64]) - len(head) :] if head else raw


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def _word_bytes(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    try:
        if encoding in "qQ":
            return a2b_qp(raw.replace(b"_", b" ").replace(b"\n", b" "), header=False)
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        return a2b_base64(letters + b"=" * (-len(letters) % 4))
    except (Error, ValueError):
        return raw


def _joined(found: dict[str, bytes], charset: str) -> dict[str, str]:
    """Parameters with RFC 2231 pieces put together and decoded, and encoded words (a common error) too."""
    whole: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for name, value in found.items():
        match = re.fullmatch(r"([^*]{1,60})\*(?:(\d{1,3})(\*?))?", name)
        if match is None:
            whole[name] = text_of(value, charset)
        else:
            encoded = match[2] is None or bool(match[3])
            pieces.setdefault(match[1], []).append((int(match[2] or 0), encoded, value))
    for name, parts in pieces.items():
        whole[name] = _extended(sorted(parts))
    return whole


def _extended(parts: list[tuple[int, bool, bytes]]) -> str:
    charset, raw = "", b""
    for position, (_, encoded, value) in enumerate(parts):
        if position == 0 and encoded and value.count(b"'") >= 2:
            label, _, value = value.split(b"'", 2)
            charset = label.decode("latin-1")
        raw += re.sub(rb"%([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), value) if encoded else value
    return _one_line(decode(raw, charset)[0])
