"""What a file may weigh, and how its name is written. Values in, values out."""

import re
import unicodedata
from typing import Final

MEGABYTE: Final = 1024 * 1024
MOST_FILES: Final = 10
MOST_BYTES_EACH: Final = 10 * MEGABYTE
MOST_BYTES: Final = 15 * MEGABYTE
"""Of one message together: in a mail it grows by a third, and most mail servers stop at 25 MB."""

LONGEST_NAME: Final = 120
LONGEST_NAME_BYTES: Final = 240
"""Arabic and Hebrew letters take two bytes each; folders of the reader's computer stop at 255."""

_LONGEST_ENDING = 10
_JOINERS = "\u200c\u200d"  # they shape Persian and Indic words
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The sender's name for a file, safe to show and to save: one part of a path, nothing invisible, bounded."""
    name = name[:2000].encode("utf-8", "replace").decode("utf-8").replace("\\", "/").rpartition("/")[2]
    seen = "".join(char if char in _JOINERS else _visible(char) for char in unicodedata.normalize("NFC", name))
    seen = _FORBIDDEN.sub("_", re.sub(r"\s+", " ", seen)).strip(" ").lstrip(".").strip(" ")
    stem, dot, ending = seen.rpartition(".")
    if not (dot and stem and 0 < len(ending) <= _LONGEST_ENDING):
        stem, ending = seen, ""
    tail = f".{ending}" if ending else ""
    stem = stem[: LONGEST_NAME - len(tail)]
    room = LONGEST_NAME_BYTES - len(tail.encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return f"{stem or 'file'}{tail}"


def ending_of(name: str) -> str:
    """`pdf` of `Invoice.PDF`; "" when there is none."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot and len(ending) <= _LONGEST_ENDING else ""


def _visible(char: str) -> str:
    """Controls, marks of direction and what has no width go; every kind of space and line end is a space."""
    kind = unicodedata.category(char)
    if kind in ("Zs", "Zl", "Zp") or char in "\t\r\n":
        return " "
    return "" if kind in ("Cc", "Cf", "Cs", "Co", "Cn") else char
