"""The same as trim, for HTML: its lines are read with their place in the tree, and what is hidden is cut out there.

Containers in which mail programs put quotes count as lines marked with ">", so one set of rules decides for both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Literal

from lxml import etree  # type: ignore[import-untyped, unused-ignore]
from lxml import html as trees  # type: ignore[import-untyped, unused-ignore]

from helpdesk.lib.html import MAX_HTML, is_deep
from tickets.mail.rules.trim import hidden_lines


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS: Final = _names(
    "address article blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr html li ol p "
    "pre section table tr ul"
)
_UNSEEN: Final = _names("head script style title template noscript")
_IMAGE: Final = "\ufffc"
_ORIGINAL: Final = "-----original message-----"
_FORWARDED: Final = "---------- forwarded message ----------"
_ANNOUNCEMENT: Final = "On 1 Jan 2000 at 10:00, Dana <dana@x.example> wrote:"

# Containers whose whole content is quoted.
_QUOTED_CLASSES: Final = _names(
    "yahoo_quoted protonmail_quote tutanota_quote zmail_extra mailru-blockquote freemail_quote "
    "ms-outlook-mobile-reference-message moz-email-headers-table"
)
_QUOTED_IDS: Final = re.compile(
    r"(?:x_)*(?:mail-editor-reference-message-container|olk_src_body_section|yahoo_quoted_\w+)"
)
# Containers of the line that announces a quote.
_ANNOUNCING_CLASSES: Final = _names("gmail_attr moz-cite-prefix")
# Marks after which everything is quoted.
_REPLY_IDS: Final = re.compile(r"(?:x_)*(?:divrplyfwdmsg|appendonsend|zwchr|stopspelling|reply-intro)")
_BAR: Final = re.compile(r"border-(?:left|right|inline-start)\s{0,5}:(?!\s{0,5}(?:none|0(?:px)?\s{0,5}(?:;|$)))")
_TOP_LINE: Final = re.compile(
    r"border-top\s{0,5}:[^;]{0,40}solid|border\s{0,5}:\s{0,5}none\s{0,5};[^;]{0,10}border-top"
)

Member = tuple[etree._Element, Literal["text", "tail", "void"]]


@dataclass
class Line:
    quoted: bool
    text: str = ""
    members: list[Member] = field(default_factory=list)
    announces: bool = False

    @property
    def marked(self) -> str:
        """The line as the rules for plain text would meet it."""
        if self.announces and not self.quoted:
            return _ANNOUNCEMENT
        text = " ".join(self.text.split())
        return f"> {text}" if self.quoted and text else text


def trim_html(html: str) -> tuple[str, bool]:
    """The HTML without quoted replies, and whether anything was taken out; unchanged when nothing was."""
    if len(html) > MAX_HTML or is_deep(html) or not html.strip():
        return html, False
    try:
        tree = trees.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", html.replace("\x00", "")))
    except (etree.LxmlError, ValueError):
        return html, False
    lines = _Reader().read(tree)
    hidden = hidden_lines([line.marked for line in lines])
    shown = (line for line, away in zip(lines, hidden, strict=True) if not away)
    if not any(hidden) or not any(line.members and line.text.strip() for line in shown):
        return html, False
    _cut(tree, lines, _with_blank_lines_above(lines, hidden))
    return str(trees.tostring(tree, encoding="unicode")), True


class _Reader:
    """Walks a tree and gathers what stands on one line."""

    def __init__(self) -> None:
        self.lines: list[Line] = [Line(quoted=False)]

    def read(self, tree: etree._Element) -> list[Line]:
        self._element(tree, quoted=False)
        return self.lines

    def _element(self, element: etree._Element, quoted: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _UNSEEN:
            return
        if tag in _BLOCKS:
            self._break(quoted)
        if mark := _mark(element):
            self.lines.append(Line(quoted=False, text=mark))
            self._break(quoted)
        if tag in ("br", "hr", "img"):
            self._void(element, tag, quoted)
        elif _is_gmail_quote(element):
            self._gmail_quote(element, quoted)
        elif _classes(element) & _ANNOUNCING_CLASSES and not _begins_with_dashes(element):
            self._announcement(element, quoted)
        else:
            self._inside(element, quoted or _is_quote(element))
        if tag in _BLOCKS:
            self._break(quoted)

    def _inside(self, element: etree._Element, quoted: bool) -> None:
        self._text(element.text, (element, "text"), quoted)
        for child in element:
            self._element(child, quoted)
            self._text(child.tail, (child, "tail"), quoted)

    def _announcement(self, element: etree._Element, quoted: bool) -> None:
        self._break(quoted)
        first = len(self.lines) - 1
        self._inside(element, quoted)
        self._announce(first)

    def _gmail_quote(self, element: etree._Element, quoted: bool) -> None:
        """A div with an announcement, a quote, and perhaps, below, an answer to it."""
        first, announced = len(self.lines) - 1, False
        self._text(element.text, (element, "text"), quoted)
        for child in element:
            if not announced and (child.tag == "blockquote" or child.find(".//blockquote") is not None):
                self._announce(first)
                announced = True
            self._element(child, quoted)
            self._text(child.tail, (child, "tail"), quoted)
        if not announced:
            for line in self.lines[first:]:
                line.quoted = True

    def _announce(self, first: int) -> None:
        """The text since then announces a quote: its first line says so, the others are as blank."""
        said = [line for line in self.lines[first:] if line.text.strip()]
        for line in said:
            line.announces = True
        for line in said[1:]:
            line.text = " "
            line.announces = False

    def _void(self, element: etree._Element, tag: str, quoted: bool) -> None:
        shown = tag == "img" and not str(element.get("src", "")).lower().startswith(("http:", "https:", "//"))
        self._text(_IMAGE if shown else " ", (element, "void"), quoted)
        if tag == "br":
            self._break(quoted, always=True)

    def _text(self, text: str | None, member: Member, quoted: bool) -> None:
        if not text:
            return
        line = self.lines[-1]
        if not line.text.strip():
            line.quoted = quoted
        line.text += text
        line.members.append(member)

    def _break(self, quoted: bool, always: bool = False) -> None:
        if always or self.lines[-1].text.strip():
            self.lines.append(Line(quoted))


def _mark(element: etree._Element) -> str:
    """A line to stand for an element that says where a quote or a forwarded mail begins."""
    if _REPLY_IDS.fullmatch(str(element.get("id", "")).lower()):
        return _ORIGINAL
    if element.tag == "div" and _TOP_LINE.search(str(element.get("style", "")).lower()) and _is_header_block(element):
        return _ORIGINAL
    if "gmail_quote" in _classes(element) and _begins_with_dashes(element):
        return _FORWARDED
    return ""


def _is_quote(element: etree._Element) -> bool:
    if element.tag == "blockquote":
        style = str(element.get("style", "")).lower()
        return element.get("type") == "cite" or "gmail_quote" in _classes(element) or _BAR.search(style) is not None
    return bool(_classes(element) & _QUOTED_CLASSES or _QUOTED_IDS.fullmatch(str(element.get("id", "")).lower()))


def _is_gmail_quote(element: etree._Element) -> bool:
    return element.tag == "div" and "gmail_quote" in _classes(element) and not _begins_with_dashes(element)


def _is_header_block(element: etree._Element) -> bool:
    """At least three bold labels, "**From:** …", in whatever language."""
    bold = islice(element.iter("b", "strong"), 8)
    return sum("".join(islice(_texts(label), 4)).rstrip().endswith((":", "：")) for label in bold) >= 3


def _begins_with_dashes(element: etree._Element) -> bool:
    first = next((text.strip() for text in islice(_texts(element), 20) if text.strip()), "")
    return re.match(r"-{5,}", first) is not None


def _texts(element: etree._Element) -> Iterator[str]:
    for text in element.itertext():
        yield str(text)


def _classes(element: etree._Element) -> frozenset[str]:
    return frozenset(str(element.get("class", "")).lower().split())


def _with_blank_lines_above(lines: list[Line], hidden: list[bool]) -> list[bool]:
    """The blank lines that led to a quote go with it."""
    hidden = list(hidden)
    for at in range(len(lines) - 2, -1, -1):
        if hidden[at + 1] and not lines[at].text.strip():
            hidden[at] = True
    return hidden


def _cut(tree: etree._Element, lines: list[Line], hidden: list[bool]) -> None:
    shown = {member for line, away in zip(lines, hidden, strict=True) if not away for member in line.members}
    for line, away in zip(lines, hidden, strict=True):
        for element, kind in line.members if away else ():
            if kind == "text":
                element.text = None
            elif kind == "tail":
                element.tail = None
    gone = [element for line, away in zip(lines, hidden, strict=True) if away for element, _ in line.members]
    kept = _with_ancestors(element for element, kind in shown if kind != "tail")
    kept |= _with_ancestors(element.getparent() for element, kind in shown if kind == "tail")
    _remove(tree, gone, kept)


def _with_ancestors(elements: Iterator[etree._Element | None]) -> set[etree._Element]:
    found: set[etree._Element] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _remove(tree: etree._Element, gone: list[etree._Element], kept: set[etree._Element]) -> None:
    """Take out the emptied elements, and each parent that holds nothing shown any more."""
    for element in gone:
        while element is not None and element is not tree and element not in kept and element.tag != "body":
            parent = element.getparent()
            if parent is None:
                break
            _drop(element, parent)
            element = parent


def _drop(element: etree._Element, parent: etree._Element) -> None:
    """Remove one element; text after it stays where it was."""
    if tail := element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
