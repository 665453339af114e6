import re

from helpdesk.lib import text

_LONGEST = 60


def mentioned(name: str) -> str:
    """A name that somebody typed, fit for a mail to a stranger: one short line without a link, isolated."""
    plain = " ".join(re.sub(r"[:/\\@<>*_`]+", " ", name).split())
    return text.isolate(plain[:_LONGEST])
