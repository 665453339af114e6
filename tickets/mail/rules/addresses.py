"""Address headers, read without trust: what cannot be an address is none."""

import re
from dataclasses import dataclass
from typing import Final

from helpdesk.lib.text import strip_bidi
from tickets.mail.rules.headers import decode_words, unfold

MAX_ADDRESSES: Final = 200
MAX_NAME: Final = 200

_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:\\\x00-\x20\x7f]{1,64}@[^\s@<>()\[\]\",;:\\\x00-\x20\x7f]{1,255}")
# Possessive, and a quote that nothing closes is read once: no header is slow.
_BRACKET = re.compile(r"<([^<>]*+)>*+[^<>]*+$")
_ASIDE = re.compile(r"\([^()]*+\)|\"(?:[^\"\\]|\\.)*+(?P<end>\"?)", re.DOTALL)
_DAEMON = re.compile(r"mailer-daemon|postmaster", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A name as its sender wrote it, and an address in lower case."""

    name: str
    email: str


def addresses_of(value: bytes, charset: str = "") -> list[Address]:
    """The addresses of a header, in order; entries without a usable address have email ""."""
    found = [_entry(entry) for entry in _entries(unfold(value, charset))]
    return [address for address in found if address.name or address.email][:MAX_ADDRESSES]


def _entries(text: str) -> list[str]:
    """The entries of an address list: split at commas and group marks outside quotes, comments and brackets."""
    entries, entry = [], ""
    quoted, comments, bracket, escaped = False, 0, False, False
    for char in text:
        if escaped or char == "\\":
            escaped = not escaped
        elif char == '"' and not comments:
            quoted = not quoted
        elif not quoted and char in "()":
            comments = max(0, comments + (1 if char == "(" else -1))
        elif not quoted and not comments and char in "<>":
            bracket = char == "<"
        elif not quoted and not comments and (char in ",;" or (char == ":" and not bracket)):
            entries.append("" if char == ":" else entry)
            entry, bracket = "", False
            continue
        entry += char
    return [part for part in (*entries, entry) if part.strip()][: MAX_ADDRESSES + 50]


def _entry(text: str) -> Address:
    """`Name <address>`, `address (Name)`, a bare address, or the nearest thing to one of them."""
    comment = " ".join(re.findall(r"\(([^()]*)\)", text))
    bracket = _BRACKET.search(text)
    outside = _unquoted(text[: bracket.start()] if bracket else text)
    if bracket and (email := _email(bracket[1])):
        return Address(_name(text[: bracket.start()]) or _name(comment), email)
    if email := _email(outside):
        rest = re.sub(r"\([^()]*\)|<[^<>]*>", " ", text)
        return Address(_name(_without(rest, email)) or _name(comment), email)
    if not bracket and (daemon := _DAEMON.match(text.strip())):
        return Address(_name(comment), daemon[0].lower())
    if not bracket and text.count("@") == 1 and (email := _email(text.replace('"', " "))):
        return Address("", email)
    name = text[: bracket.start()] if bracket else re.sub(r"\([^()]*\)", " ", text)
    return Address(_name(name) or _name(comment), "")


def _unquoted(text: str) -> str:
    return _ASIDE.sub(lambda aside: aside[0] if aside["end"] == "" else " ", text)


def _without(text: str, email: str) -> str:
    start = text.lower().find(email)
    return text if start < 0 else f"{text[:start]} {text[start + len(email) :]}"


def _email(text: str) -> str:
    match = _ADDRESS.search(re.sub(r" ?@ ?", "@", text))
    return match[0].strip(".'`").lower() if match else ""


def _name(text: str) -> str:
    text = re.sub(r"\\(.)", r"\1", text.strip().strip('"').strip()) if '"' in text else text.strip()
    text = re.sub(r"[\x00-\x1f\x7f\u2028\u2029\"<>]+", " ", strip_bidi(decode_words(text)))
    return re.sub(r" {2,}", " ", text).strip(" '`")[:MAX_NAME].strip()
