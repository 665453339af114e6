"""From the HTML that servers write to the words that somebody typed. Pure."""

import re
from typing import Final

from lxml import etree  # type: ignore[import-untyped, unused-ignore]
from lxml import html as trees  # type: ignore[import-untyped, unused-ignore]

from helpdesk.lib import html as kit
from helpdesk.lib.addresses import is_of_the_web

_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN: Final = frozenset({"script", "style", "title", "head", "template", "iframe", "object"})
_BREAKS: Final = re.compile(r"[\t\r\n]+")
_MANY: Final = re.compile(r"\n{3,}")


def to_text(html: str) -> tuple[str, list[str]]:
    """The text with its line breaks and handles, links written out; and the links. Spaces stay as they were typed."""
    if not html.strip():
        return "", []
    if kit.is_deep(html):
        return kit.to_text(html), []
    try:
        tree = trees.fragment_fromstring(html[: kit.MAX_HTML].replace("\x00", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return kit.to_text(html), []
    parts: list[str] = []
    links: list[str] = []
    _walk(tree, parts, links, is_typed=False)
    lines = [line.rstrip(" ") for line in "".join(parts).replace("\xa0", " ").split("\n")]
    return _MANY.sub("\n\n", "\n".join(lines)).strip("\n "), list(dict.fromkeys(links))


def _walk(node: etree._Element, parts: list[str], links: list[str], *, is_typed: bool) -> None:
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag and tag not in _UNSEEN and not _is_echo(node):
        _open(tag, parts)
        if tag == "a":
            _add(parts, _link(node, links))
        else:
            _add(parts, _typed(node.text, is_typed or tag == "pre"))
            for child in node:
                _walk(child, parts, links, is_typed=is_typed or tag == "pre")
        if tag in _BLOCKS:
            _add(parts, "\n\n")
    _add(parts, _typed(node.tail, is_typed))


def _add(parts: list[str], piece: str) -> None:
    """What says something; and what is between, once something was said."""
    if piece.strip("\n \xa0") or (piece and parts):
        parts.append(piece)


def _open(tag: str, parts: list[str]) -> None:
    if tag == "br":
        _add(parts, "\n")
    elif tag == "li":
        parts.append("\n- ")
    elif tag in _BLOCKS and parts and not parts[-1].endswith("\n\n"):
        parts.append("\n\n")


def _typed(text: str | None, is_typed: bool) -> str:
    """Line breaks of the markup are none of the author's."""
    return (text or "") if is_typed else _BREAKS.sub(" ", text or "")


def _is_echo(node: etree._Element) -> bool:
    """The line "RE: https://…" that servers add for programs that know no quotes."""
    return "quote-inline" in (node.get("class") or "").split()


def _link(node: etree._Element, links: list[str]) -> str:
    """A handle or a hashtag as it is shown; a link in full, with its words before it where it has others."""
    shown = _BREAKS.sub(" ", "".join(node.itertext()))
    target = (node.get("href") or "").strip()
    if {"mention", "hashtag"} & set((node.get("class") or "").split()) or shown[:1] in ("@", "#"):
        return shown
    if not is_of_the_web(target):
        return shown
    links.append(target)
    bare = shown.strip().rstrip("…").removeprefix("https://").removeprefix("http://").removeprefix("www.")
    is_itself = not bare or bare in target
    return target if is_itself else f"{shown} ({target})"
