"""What a post shows beside its words: links, tags, question marks, raised eyebrows."""

import re
from dataclasses import dataclass

_LINK = re.compile(r"https?://\S{1,2000}")
_TAG = re.compile(r"#\w{1,100}")
_PHONE = re.compile(r"\+?\d[\d ()-]{7,18}\d")
_EYEBROWS = re.compile(r"[🙄🙃😒🤡🤦]|👏\s?👏|(?<!\S)/s(?!\S)")
_SCARE_QUOTES = re.compile(r"[\"“”«״]([^\"“”«»״\n]{2,30})[\"“”»״]")


@dataclass(frozen=True, slots=True)
class Signals:
    """`quoted` are words in quotation marks: praise among them is not meant."""

    links: int
    tags: int
    phones: int
    asks: bool
    smirks: bool
    quoted: tuple[str, ...]


def of(text: str) -> Signals:
    bare = _LINK.sub(" ", text)
    return Signals(
        links=len(_LINK.findall(text)),
        tags=len(_TAG.findall(bare)),
        phones=len(_PHONE.findall(bare)),
        asks=any(mark in bare for mark in "?؟⸮？"),
        smirks=bool(_EYEBROWS.search(bare)),
        quoted=tuple(_SCARE_QUOTES.findall(bare)),
    )
