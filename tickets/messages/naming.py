"""A colleague who is named in a note: "@Noura Al-Qahtani" as it stands on the desk, whatever the script."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from helpdesk.lib.text import strip_bidi
from tenants.membership import selectors as membership
from tenants.membership.models import Member
from tickets.messages.models import Message
from tickets.timeline import services as timeline

VERB = "messages.named"
MOST = 100
"""A note has no more places in which a name is looked for."""


def record(*, note: Message, by: Member) -> None:
    """Write down whom a note names, if anybody but its author. In the caller's transaction."""
    if "@" not in _plain(note.text):
        return
    members = membership.members().values_list("pk", "name")
    named = [str(pk) for pk in named_in(note.text, members) if pk != by.pk]
    if named:
        timeline.record(ticket_id=note.ticket_id, verb=VERB, by=by, message=str(note.pk), members=named)


def named_in(text: str, members: Iterable[tuple[UUID, str]]) -> list[UUID]:
    """Whose whole names stand behind an @, in the order of the members. Of two names the longer one is meant.

    Case, forms of letters and direction marks do not matter, nor how many blanks part the words. An address is no
    name: before the @ stands no letter. Of two members of one name both are meant.
    """
    found, by_name = _plain(text), dict[str, list[UUID]]()
    for pk, name in members:
        if words := _plain(name).split():
            by_name.setdefault(" ".join(words), []).append(pk)
    if not by_name or "@" not in found:
        return []
    longest_first = sorted(by_name, key=len, reverse=True)
    names = "|".join(r"\s+".join(map(re.escape, name.split(" "))) for name in longest_first)
    whole = re.compile(rf"(?:{names})(?![\w@])")
    said = (whole.match(found, at.end()) for at in islice(re.finditer(r"(?<![\w@.])@", found), MOST))
    meant = {" ".join(match[0].split()) for match in said if match}
    return [pk for name, pks in by_name.items() if name in meant for pk in pks]


def _plain(text: str) -> str:
    """One form for how it is typed: a wide @ is an @, an accent is part of its letter, case is folded."""
    return strip_bidi(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))
