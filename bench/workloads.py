"""What is asked for, and of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bench.corpus import COMMON, HOLD_RARE, RARE

LISTED = 50


@dataclass(frozen=True, slots=True)
class Target:
    """One desk as an agent's browser and a program know it. `picks` fills the {names} of paths, forms and bodies, each
    time at random."""

    tickets: int
    host: str
    cookie: str
    token: str
    picks: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of request; under /api/ a program's. An answer of another status or with fewer tickets is a failure."""

    name: str
    path: str
    form: str = ""
    body: str = ""  # JSON
    expect: int = 200
    shows: int = 0


def _search(name: str, word: str, shows: int) -> Workload:
    return Workload(name, f"/inbox/?q={quote(word)}", shows=shows)


FLOOR = Workload("floor: a page that does nothing", "/livez")
WORKLOADS = (
    Workload("today", "/", shows=5),
    Workload("inbox, first page", "/inbox/", shows=LISTED),
    Workload("inbox, halfway down the solved", "/inbox/?{deep}", shows=LISTED),
    Workload("ticket page", "/tickets/{read}/", shows=25),
    _search("search, rare word, English", RARE["en"], HOLD_RARE),
    _search("search, rare word, Arabic", RARE["ar"], HOLD_RARE),
    _search("search, common word, English", COMMON["en"], LISTED),
    _search("search, common word, Arabic", COMMON["ar"], LISTED),
    _search("search, two words that stand together", f"{COMMON['en']} printer", LISTED),
    _search("search, two words that never meet", f"{COMMON['en']} {COMMON['ar']}", 0),
    Workload(
        "reply",
        "/tickets/{answer}/messages/",
        form="csrfmiddlewaretoken={csrf}&kind=reply&audience=reply&then=waiting&text={text}",
        expect=302,
    ),
    Workload("API: list of 25", "/api/v1/tickets/?limit=25", shows=25),
    Workload("API: one ticket", "/api/v1/tickets/{read_id}/", shows=1),
    Workload(
        "API: open a ticket",
        "/api/v1/tickets/",
        body='<"subject": "The lamp is broken", "text": "{words}", "requester": <"email": "{email}">>',
        expect=201,
        shows=1,
    ),
    Workload(
        "API: reply",
        "/api/v1/tickets/{answer_id}/messages/",
        body='<"text": "{words}", "then": "waiting">',
        expect=201,
    ),
)
