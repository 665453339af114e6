"""The light Markdown in which messages are written, as safe HTML.

Paragraphs, line breaks, lists, quotes, **bold**, *em*, `code`, and links that are written out. Everything else is text.
"""

import re
from html import escape
from itertools import groupby
from typing import Final

from helpdesk.lib.text import HANDLE

MAX_TEXT: Final = 500_000
MAX_QUOTE_DEPTH: Final = 6

_QUOTE = re.compile(r" {0,3}> ?")
_BULLET = re.compile(r" {0,6}[-*•] +(?=\S)")
_NUMBER = re.compile(r" {0,6}(\d{1,3})[.)] +(?=\S)")
_CONTINUED = re.compile(r" {2,}\S")

_INLINE = re.compile(
    r"`(?P<code>[^`\n]{1,1000})`"
    r"|(?P<url>https?://[^\s<>\"`\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2000})"
    r"|(?<![\w.+-])(?:mailto:)?(?P<mail>[\w.+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24})(?![\w@])"
    r"|(?:(?<![\w+./:-])|(?<=[:\u0590-\u06ff])(?=\+))(?P<number>\+?\d[\d().\- \xa0\u202f\u2011]{5,22}\d)(?![\w/:-])"
    rf"|(?P<handle>{HANDLE})"
    r"|\*\*(?P<bold>[^*\s](?:[^*\n]{0,1000}[^*\s])?)\*\*"
    r"|(?<![A-Za-z0-9*])\*(?P<em>[^*\s](?:[^*\n]{0,1000}[^*\s])?)\*(?![A-Za-z0-9*])",
    re.IGNORECASE,
)
_AFTER_LINK = ".,;:!?'\"*…،؛؟"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def render_markdown_light(text: str) -> str:
    """Safe HTML of a message; every block takes its direction from its own first strong letter."""
    readable = text[:MAX_TEXT].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    lines = readable.expandtabs(4).splitlines()
    return "\n".join(_blocks(lines, depth=0, mark=' dir="auto"'))


def _blocks(lines: list[str], depth: int, mark: str) -> list[str]:
    blocks = []
    for kind, group in groupby(_kinds(lines), key=lambda pair: pair[0]):
        block = [line for _, line in group]
        if kind == "quote" and depth < MAX_QUOTE_DEPTH:
            inner = _blocks([_QUOTE.sub("", line, count=1) for line in block], depth + 1, mark="")
            blocks.append(f"<blockquote{mark}>{''.join(inner)}</blockquote>")
        elif kind in ("bullets", "numbers"):
            blocks.append(_list(kind, block, mark))
        elif kind != "blank":
            blocks.append(f"<p{mark}>{'<br>'.join(_inline(line.strip()) for line in block)}</p>")
    return blocks


def _kinds(lines: list[str]) -> list[tuple[str, str]]:
    """Each line with the kind of block it belongs to; an indented line goes on with the list above it."""
    kinds: list[tuple[str, str]] = []
    for line in lines:
        before = kinds[-1][0] if kinds else "blank"
        kind = _kind(line)
        if kind == "text" and before in ("bullets", "numbers") and _CONTINUED.match(line):
            kind = before
        kinds.append((kind, line))
    return kinds


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if _QUOTE.match(line):
        return "quote"
    if _BULLET.match(line):
        return "bullets"
    return "numbers" if _NUMBER.match(line) else "text"


def _list(kind: str, lines: list[str], mark: str) -> str:
    marker = _BULLET if kind == "bullets" else _NUMBER
    items: list[list[str]] = []
    for line in lines:
        if marker.match(line):
            items.append([marker.sub("", line, count=1)])
        else:
            items[-1].append(line)
    rows = "".join(f"<li>{'<br>'.join(_inline(line.strip()) for line in item)}</li>" for item in items)
    if kind == "bullets":
        return f"<ul{mark}>{rows}</ul>"
    first = _NUMBER.match(lines[0])
    start = f' start="{int(first[1])}"' if first and int(first[1]) != 1 else ""
    return f"<ol{mark}{start}>{rows}</ol>"


def _inline(text: str) -> str:
    parts, end = [], 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[end : match.start()]), _element(match)]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _element(match: re.Match[str]) -> str:
    if match["code"]:
        return f'<code dir="ltr">{escape(match["code"])}</code>'
    if match["bold"]:
        return f"<strong>{_inline(match['bold'])}</strong>"
    if match["em"]:
        return f"<em>{_inline(match['em'])}</em>"
    if apart := match["number"] or match["handle"]:  # keeps its order between right-to-left words, and leads no block
        return f'<bdi dir="ltr">{escape(apart)}</bdi>'
    if match["mail"]:
        return _link(f"mailto:{match['mail']}", match["mail"])
    url, rest = _split_link(match["url"])
    return _link(url, url) + escape(rest)


def _link(href: str, label: str) -> str:
    rel = "noopener noreferrer nofollow"
    return f'<a href="{escape(href)}" dir="ltr" rel="{rel}" target="_blank">{escape(label)}</a>'


def _split_link(url: str) -> tuple[str, str]:
    """The address and the punctuation of the sentence that follows it; brackets opened inside stay inside."""
    kept = url
    for _ in range(20):
        trimmed = kept.rstrip(_AFTER_LINK)
        if trimmed and trimmed[-1] in _BRACKETS and trimmed.count(trimmed[-1]) > trimmed.count(_BRACKETS[trimmed[-1]]):
            trimmed = trimmed[:-1]
        if trimmed == kept:
            break
        kept = trimmed
    return kept, url[len(kept) :]
