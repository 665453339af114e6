"""Header lines as bytes: always one header, always ASCII, never longer than mail allows.

Written by hand, because the standard library folds long Message-IDs into encoded words and lets some names through
unquoted.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from helpdesk.lib.text import strip_bidi

MAX_LINE: Final = 76
MAX_NAME: Final = 120

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_ID = re.compile(r"<[!-;=?-~]{1,900}>")


class InvalidAddress(ValueError):
    """An e-mail address that cannot stand in a header."""


def header_line(name: str, value: str) -> bytes:
    """`Name: value` with CRLF, folded at spaces; a value that is not ASCII is encoded."""
    value = one_line(value, at_most=20_000)
    lines, line = [], f"{name}:"
    for word in (value if value.isascii() else _encoded(value)).split(" "):
        if len(line) + 1 + len(word) > MAX_LINE and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]).encode("ascii") + b"\r\n"


def subject_text(text: str) -> str:
    """The value of a Subject header: encoded unless it is short plain words."""
    text = one_line(text, at_most=400)
    plain = text.isascii() and "=?" not in text and all(len(word) < MAX_LINE - 12 for word in text.split(" "))
    return text if plain else _encoded(text)


def mailbox(name: str, address: str) -> str:
    """`Name <address>` in ASCII, the name encoded or quoted where needed. Raises InvalidAddress."""
    address = ascii_address(address)
    name = one_line(strip_bidi(name), at_most=MAX_NAME)
    if not name:
        return address
    if not name.isascii() or "=?" in name:
        return f"{_encoded(name)} <{address}>"
    if not _ATOMS.fullmatch(name):
        name = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{name} <{address}>"


def ascii_address(address: str) -> str:
    """The address as mail servers write it, its host in punycode. Raises InvalidAddress."""
    local, at, host = address.strip().rpartition("@")
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise InvalidAddress(address) from error
    if not (at and _LOCAL.fullmatch(local) and _HOST.fullmatch(host) and len(local) <= 64 and len(host) <= 253):
        raise InvalidAddress(address)
    return f"{local}@{host}"


def message_ids(values: Iterable[str]) -> list[str]:
    """The well-formed ids among the values, in angle brackets, each once and in order."""
    found = (match for value in values for match in _ID.findall(value))
    return list(dict.fromkeys(found))


def one_line(text: str, at_most: int = 1000) -> str:
    """Text for a header: no line ends, no controls, single spaces, nothing that cannot be encoded."""
    text = _CONTROLS.sub(" ", text).encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"\s+", " ", text).strip()[:at_most].strip()


def file_name(name: str) -> str:
    """A name for an attachment: no path, no controls or direction tricks, at most 120 characters with its ending."""
    name = one_line(strip_bidi(name)).replace("\\", "/").rpartition("/")[2].lstrip(". ")
    name = re.sub(r'[<>:"|?*;\u200b-\u200d\ufeff]', "_", name)
    stem, dot, ending = name.rpartition(".")
    if len(name) > MAX_NAME and dot and len(ending) <= 10:
        return f"{stem[: MAX_NAME - 1 - len(ending)]}.{ending}"
    return name[:MAX_NAME] or "file"


def _encoded(text: str) -> str:
    """RFC 2047 words of whole characters, each short enough for its line."""
    words, chunk = [], b""
    for char in text:
        piece = char.encode("utf-8")
        if len(chunk) + len(piece) > 42:
            words.append(chunk)
            chunk = b""
        chunk += piece
    return " ".join(f"=?utf-8?b?{b64encode(word).decode('ascii')}?=" for word in [*words, chunk])
