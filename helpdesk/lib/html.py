"""HTML that others wrote, made safe to show and easy to read.

`clean` is an allow-list, used once when a message is stored and again when it is shown.
"""

import html as entities
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

import nh3
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import etree  # type: ignore[import-untyped, unused-ignore]
from lxml import html as trees  # type: ignore[import-untyped, unused-ignore]

from helpdesk.lib.markdown import render_markdown_light

__all__ = ["MAX_HTML", "clean", "is_deep", "place_images", "render_markdown_light", "to_text"]

MAX_HTML: Final = 2_000_000
MAX_NESTING: Final = 2_000  # cleaning is quadratic in depth; real mail stays under a hundred
MAX_OPENED: Final = 20_000  # tags in all: a depth that hides from the count below cannot be greater
MAX_ATTRIBUTES: Final = 500  # of one tag
MAX_ECHOES: Final = 1_000_000
MAX_NESTING_AS_TEXT: Final = 200  # libxml2 drops what lies deeper than 255


def _names(names: str) -> set[str]:
    return set(names.split())


_TAGS = _names(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub "
    "sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "style", "title"},
    "a": {"href"},
    "img": {"alt", "data-cid", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "table": {"align", "border"},
    "td": {"align", "colspan", "rowspan", "valign"},
    "th": {"align", "colspan", "rowspan", "scope", "valign"},
}
_ATTRIBUTES_ALONE = {**_ATTRIBUTES, "*": _ATTRIBUTES["*"] - {"style"}}
_VALUES = {
    "dir": re.compile(r"rtl|ltr|auto", re.IGNORECASE),
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "href": re.compile(r"(?:https?://|mailto:|tel:)[^\x00-\x20].{0,4000}", re.IGNORECASE | re.DOTALL),
    "src": re.compile(r"cid:[^\s\"'<>&]{1,250}", re.IGNORECASE),
    "data-cid": re.compile(r"[^\s\"'<>&]{1,250}"),
    "width": re.compile(r"\d{1,4}%?"),
    "height": re.compile(r"\d{1,4}%?"),
    "colspan": re.compile(r"\d{1,3}"),
    "rowspan": re.compile(r"\d{1,3}"),
}
# No colours: text that is black on our dark page, or white on white, is text nobody can read.
_STYLES = {
    "direction",
    "font-style",
    "font-weight",
    "list-style-type",
    "text-align",
    "text-decoration",
    "vertical-align",
}
_STYLE_VALUE = re.compile(r"[\w\s.%-]{1,60}")

_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_CID = re.compile(r' (?:src="cid:|data-cid=")([^"]+)"', re.IGNORECASE)
_SOURCE = re.compile(r' (?:src|data-cid)="[^"]*"')
_SAYS_SOMETHING = re.compile(r' alt="[^"]*[^"\s][^"]*"')


def clean(html: str, *, styles: bool = True) -> str:
    """Safe HTML with the structure, links, direction and inline images of a customer's mail, and nothing else.

    Remote images lose their address (their alternative text stays); `cid:` images keep it as `data-cid`. Cut at
    2 MB; nesting no mail program produces is reduced to its text. Without `styles` for a page whose policy allows none.
    """
    html = _readable(html)
    if _nesting(html) > MAX_NESTING or _is_crowded(html):
        return f"<p>{entities.escape(_without_tags(html))}</p>"
    cleaned = nh3.clean(
        _without_echoes(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES if styles else _ATTRIBUTES_ALONE,
        attribute_filter=_allowed,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return _IMAGE.sub(lambda match: _neutral_image(match[1]), cleaned)


def place_images(html: str, sources: Mapping[str, str]) -> str:
    """Cleaned HTML with each `data-cid` image that has an address in `sources` (content id -> URL) pointing to it."""

    def placed(match: re.Match[str]) -> str:
        content_id = _CID.search(match[1])
        url = sources.get(entities.unescape(content_id[1])) if content_id else None
        return f'<img src="{entities.escape(url)}"{_SOURCE.sub("", match[1])}>' if url else match[0]

    return _IMAGE.sub(placed, html)


def to_text(html: str) -> str:
    """The visible text of any HTML, with its paragraphs, lists and tables; letters and direction marks untouched."""
    html = _readable(html)
    text = None if is_deep(html) else _rendered(html)
    if text is None:
        text = _without_tags(html)
    lines = [line.rstrip() for line in text.replace("\xa0", " ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_deep(html: str) -> bool:
    """Whether tags nest deeper, or carry more, than a tree of them can be built of and read in full."""
    return _nesting(html) > MAX_NESTING_AS_TEXT or _is_crowded(html)


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return _safe_style(value)
    rule = _VALUES.get(attribute)
    if rule is None:
        return value[:1000]
    value = value.strip()
    return value if rule.fullmatch(value) else None


def _safe_style(style: str) -> str | None:
    kept = []
    for declaration in style[:4000].split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name.lower() in _STYLES and _STYLE_VALUE.fullmatch(value):
            kept.append(f"{name.lower()}:{value}")
    return ";".join(kept) or None


def _neutral_image(attributes: str) -> str:
    content_id = _CID.search(attributes)
    rest = _SOURCE.sub("", attributes)
    if content_id:
        return f'<img data-cid="{content_id[1]}"{rest}>'
    return f"<img{rest}>" if _SAYS_SOMETHING.search(rest) else ""


def _rendered(html: str) -> str | None:
    if not html.strip():
        return ""
    try:
        tree = trees.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", html))
        _unfold_layout_tables(tree)
        return str(Inscriptis(tree, ParserConfig(css=CSS_PROFILES["strict"])).get_text())
    except (etree.LxmlError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


_BLOCKS = ("p", "div", "br", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "pre", "hr")
_TABLE_PARTS = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}


def _unfold_layout_tables(tree: etree._Element) -> None:
    """Turn tables that hold paragraphs into blocks, so that two columns of prose are not woven line by line."""
    for block in list(tree.iter(*_BLOCKS)):
        parent = block.getparent()
        while parent is not None and parent.tag != "div":
            if parent.tag in _TABLE_PARTS:
                parent.tag = "div"
            parent = parent.getparent()
    for orphan in tree.xpath(
        "//div/tbody | //div/thead | //div/tfoot | //div/tr | //div/tbody/tr | //div/td | //div/th"
    ):
        orphan.tag = "div"


def _readable(html: str) -> str:
    return html[:MAX_HTML].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_NOT_NESTING = _names("area base br col dd dt embed hr img input li link meta option p param source td th tr wbr")


_INLINE_TAGS = _names("a b bdi bdo em font i img o:p small span strong sub sup u")


def _nesting(html: str) -> int:
    """How deep the tags nest, as far as no comment or attribute hides it; tags that HTML closes itself do not count."""
    open_tags: Counter[str] = Counter()
    depth = deepest = opened = 0
    for closing, name in _TAG.findall(html):
        name = name.lower()
        if name in _NOT_NESTING:
            continue
        if not closing:
            opened += 1
            open_tags[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
    return deepest if opened <= MAX_OPENED else opened


# As parsers read a tag; possessive, so that each beginning of one is left soon.
_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]{0,500}+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\s>]{1,500}+)?+)?+"
_CROWDED = re.compile(rf"<[a-zA-Z][^\s/>]{{0,100}}+(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES + 1}}}")
_STYLING = r"(?:big|b|code|em|font|i|small|strike|strong|s|tt|u)(?=[\s/>])"
_PLAIN_VALUE = r"(?:\"[^\">]*+\"|'[^'>]*+'|[^\s\"'=<>`]++)"
_OPENS = re.compile(rf"<{_STYLING}((?:\s++[\w:-]++(?:\s*+=\s*+{_PLAIN_VALUE})?+)*+\s*+/?>)?", re.IGNORECASE)
_STYLES_TEXT = re.compile(rf"<(/?){_STYLING}", re.IGNORECASE)


def _is_crowded(html: str) -> bool:
    """Whether a tag has more attributes than any program writes: parsers compare each with all before it."""
    return _CROWDED.search(html) is not None


def _without_echoes(html: str) -> str:
    """The HTML with bold and its like made plain, if a parser could write them more often than memory holds.

    What is left open, as in `<p><b>one<p>two`, is opened again in each block that follows, three times if it is alike.
    """
    kinds = Counter(match[0].lower() if match[1] else str(match.start()) for match in _OPENS.finditer(html))
    echoes = sum(min(count, 3) for count in kinds.values()) * html.count("<")
    return _STYLES_TEXT.sub(r"<\1span", html) if echoes > MAX_ECHOES else html


def _without_tags(html: str) -> str:
    """The text between tags, for HTML that no parser should be asked to read."""
    parts, end, unseen = [], 0, ""
    for match in re.finditer(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})|[!?])[^<>]*>", html):
        name = (match[2] or "").lower()
        if not unseen:
            parts += [html[end : match.start()], " " if name in _INLINE_TAGS else "\n"]
            unseen = name if not match[1] and name in ("script", "style", "title") else ""
        elif match[1] and name == unseen:
            unseen = ""
        end = match.end()
    text = "".join([*parts, "" if unseen else html[end:]])
    return re.sub(r"[ \t]+", " ", entities.unescape(text)).strip()
