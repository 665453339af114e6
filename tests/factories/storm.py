"""A storm of webhook events for three companies, and what is left of it: every row, without what arrival decides."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import time_machine

from social.accounts import services as accounts
from social.connectors.protocol import Connected
from social.listening.models import Listener
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tests.factories.people import Desk, add_member, make_desk

AT = 1_795_000_000
COMPANIES = 3
PEOPLE = 40
WORDS = (
    "السلام عليكم، طلبي لم يصل منذ أسبوع ولا أحد يرد!",
    "كم سعر الكنبة الرمادية؟",
    "شكرا لكم، خدمة رائعة وتوصيل سريع ❤️",
    "الكنبة وصلت مكسورة، أريد استرجاع المبلغ",
    "המשלוח לא הגיע כבר שבועיים, שירות גרוע!",
    "יש לכם את המנורה במלאי?",
    "תודה רבה, שירות מעולה 😍",
    "השולחן הגיע שבור ואף אחד לא עונה",
    "My order never arrived and nobody answers. Terrible.",
    "Do you deliver to Haifa on Fridays?",
    "Love the new lamp, thank you so much!",
    "The table arrived broken. I want my money back.",
    "Any discount for students?",
    "ok",
    "🔥🔥🔥",
)
SPAM = "Earn $5000 a week from home, click here http://free-money.example bit.ly/x follow me for followers"
KINDS = {"comment": 44, "post": 10, "edit": 13, "remove": 8, "direct": 12, "answer": 8, "echo": 5}


@dataclass
class _Said:
    id: str
    by: str
    at: int
    root: str = ""  # "": a private message
    text: str = ""
    parent: str = ""
    is_gone: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """The conversation that it belongs to."""
        return self.by, self.root


@dataclass
class _Page:
    id: str
    number: int
    chance: random.Random
    said: list[_Said] = field(default_factory=list)
    answered: set[tuple[str, str]] = field(default_factory=set)
    robbed: set[tuple[str, str]] = field(default_factory=set)  # something was taken back there
    count: int = 0

    def step(self, at: int) -> dict[str, Any]:
        """What happens next, as an entry of a delivery."""
        if not self.said:
            return self._public("post", self.id, at)
        kind = self.chance.choices([*KINDS], [*KINDS.values()])[0]
        if kind in ("edit", "remove"):
            return self._later(kind, at)
        if kind in ("direct", "echo"):
            return self._private(kind, at)
        return self._public(kind, self.id if kind == "answer" else self._somebody(), at)

    def _somebody(self) -> str:
        return f"c{self.number}u{self.chance.randrange(PEOPLE)}"

    def _id(self, kind: str) -> str:
        self.count += 1
        return f"c{self.number}{kind}{self.count}"

    def _words(self) -> str:
        return SPAM if self.chance.random() < 0.05 else self.chance.choice(WORDS)

    def _public(self, kind: str, by: str, at: int) -> dict[str, Any]:
        said = _Said(self._id("p" if kind == "post" else "k"), by, at, text=self._words())
        said.root = said.id
        if kind != "post":
            above = self._above(kind)
            said.root, said.parent = above.root or above.id, above.id
        self.said.append(said)
        return self._told(said, "add", at)

    def _above(self, kind: str) -> _Said:
        """What is commented on, or answered by us: never what was taken back, or what stands beside it.

        An answer and a taking-back of one thing are two outcomes; the one that is heard first stands, in any order.
        """
        public = [one for one in self.said if one.root and not one.is_gone]
        theirs = [one for one in public if one.by != self.id and one.place not in self.robbed]
        above = self.chance.choice(((theirs if kind == "answer" else public) or self.said[:1])[-60:])
        if kind == "answer":
            self.answered.add(above.place)
        return above

    def _private(self, kind: str, at: int) -> dict[str, Any]:
        written = [one for one in self.said if not one.root and one.by != self.id]
        is_echo = kind == "echo" and bool(written)
        peer = self.chance.choice(written).by if is_echo else self._somebody()
        said = _Said(self._id("m"), self.id if is_echo else peer, at, text=self._words())
        self.said.append(said)
        message: dict[str, Any] = {"mid": said.id, "text": said.text} | ({"is_echo": True} if is_echo else {})
        sender, recipient = (self.id, peer) if is_echo else (peer, self.id)
        told = {"sender": _who(sender, at), "recipient": {"id": recipient}, "timestamp": at * 1000, "message": message}
        return {"id": self.id, "time": at, "messaging": [told]}

    def _later(self, kind: str, at: int) -> dict[str, Any]:
        alive = [one for one in self.said if one.root and one.by != self.id and not one.is_gone and one.text != SPAM]
        if not alive:
            return self._public("comment", self._somebody(), at)
        said = self.chance.choice(alive[-80:])
        if kind == "remove" and said.place in self.answered:
            kind = "edit"
        if kind == "remove":
            said.is_gone = True
            self.robbed.add(said.place)
        said.text = self.chance.choice(WORDS) + f" ({at})"
        return self._told(said, "edited" if kind == "edit" else "remove", at)

    def _told(self, said: _Said, verb: str, at: int) -> dict[str, Any]:
        value: dict[str, Any] = {"item": "post", "verb": verb, "post_id": said.root, "from": _who(said.by, at)}
        if said.id != said.root:
            value |= {"item": "comment", "comment_id": said.id, "parent_id": said.parent}
        if verb == "remove":
            value["deleted_time"] = at
        else:
            value |= {"message": said.text, "created_time": said.at, "permalink": f"https://plaza.example/{said.id}"}
            value |= {"edited_time": at} if verb == "edited" else {}
        return {"id": self.id, "time": at, "changes": [{"field": "feed", "value": value}]}


def _who(key: str, at: int) -> dict[str, Any]:
    """Somebody as he is at a time: his followers change, and some change their names half way."""
    if key.startswith("page"):
        return {"id": key, "username": key, "name": key, "followers": 5000}
    number = int(key.rpartition("u")[2])
    is_renamed = number % 7 == 0 and at > AT + 300
    facts = {"id": key, "username": f"{key}_new" if is_renamed else key, "name": key.title()}
    return {**facts, "followers": 10 * number + (at - AT) // 50}


def entries(run: str, number: int, seed: int) -> list[dict[str, Any]]:
    """What happened, in order. The same seed happens to the pages of every run."""
    chance = random.Random(seed)
    pages = [_Page(page_id(run, one), one, random.Random(seed + one + 1)) for one in range(COMPANIES)]
    return [chance.choice(pages).step(AT + at) for at in range(number)]


def page_id(run: str, company: int) -> str:
    return f"page-{run}-{company}"


def stormy(told: list[dict[str, Any]], seed: int, copies: float = 0.2) -> list[dict[str, Any]]:
    """The same events out of order, every fifth of them twice. A copy is worded otherwise: no digest tells it."""
    chance = random.Random(seed)
    again = [one | {"time": one["time"] + 1} for one in told if chance.random() < copies]
    mixed = told + again
    chance.shuffle(mixed)
    return mixed


def deliveries(told: list[dict[str, Any]], size: int = 3) -> list[bytes]:
    cut = [told[start : start + size] for start in range(0, len(told), size)]
    return [json.dumps({"object": "page", "entry": batch}).encode() for batch in cut]


def make_companies(run: str) -> list[Desk]:
    """Three companies of a run, each with a page on Plaza."""
    desks = []
    for number in range(COMPANIES):
        desk = make_desk(f"storm{run}{number}")
        owner = add_member(desk, f"owner@storm{run}{number}.example", "owner")
        with tenant_context(desk.tenant):
            page = page_id(run, number)
            connected = Connected(page, page, page, "https://plaza.example", {"token": "t"})
            brand = accounts.create_brand(name="Storm", by=owner)
            accounts.connect(brand=brand, network="plaza", connected=connected, by=owner)
            Listener.objects.create(brand=brand, name="Storm", status="active")
        desks.append(desk)
    return desks


# -- what is left ------------------------------------------------------------------------------------------------

# Rows that tell when and how often something came, not what is: their order is that of arrival.
HISTORY = {"Move", "Delivery", "Source"}
ARRIVAL = {"id", "tenant", "number", "heard_at", "updated_at", "settled_at", "last_message_at", "base_url"}
# Their `created_at` is when we first heard.
MADE_HERE = {"Author", "Conversation", "Contact", "Ticket", "Brand", "SocialAccount", "Listener"}


def rows(tenant: Tenant, run: str) -> dict[str, list[str]]:
    """Every row of the square and of its tickets by model, named by what the network calls them."""
    from tickets.contacts.models import Contact
    from tickets.followups.models import Chaser
    from tickets.messages.models import Message
    from tickets.ticket.models import Ticket

    with tenant_context(tenant), time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False):
        _weigh_all()
        models = [*_square_models(), Contact, Ticket, Message, Chaser]
        return {model.__name__: sorted(_rows(model, run)) for model in models}


def _weigh_all() -> None:
    """A weight holds how long something waits: all are weighed at one moment before they are compared."""
    from social.mentions.models import Mention
    from social.mentions.services.tickets import weigh
    from social.triage import services as triage
    from tickets.ticket.models import Ticket

    triage.weigh_again(Mention.objects.filter(post__deleted_at__isnull=True).order_by("id"))
    for ticket in Ticket.objects.order_by("id"):
        weigh(ticket=ticket)


def _square_models() -> list[Any]:
    from django.apps import apps

    return [one for one in apps.get_app_config("social").get_models() if one.__name__ not in HISTORY]


def _rows(model: Any, run: str) -> Iterator[str]:
    skipped = ARRIVAL | ({"created_at"} if model.__name__ in MADE_HERE else set())
    skipped |= {"language"} if model.__name__ == "Contact" else set()  # of the words that came last
    fields = [one for one in model._meta.concrete_fields if one.name not in skipped | {"sealed", "connected_at"}]
    for row in model.objects.all():
        told = {one.name: _value(row, one) for one in fields}
        if told.get("state") == "withdrawn":
            del told["via"]  # as it was known when its words went
        yield json.dumps(told, default=str, sort_keys=True, ensure_ascii=False).replace(f"page-{run}-", "page-")


def _value(row: Any, one: Any) -> Any:
    found = getattr(row, one.name)
    return _name(found) if one.is_relation else found


def _name(row: Any) -> str:
    """What the network calls it: a ticket by its posts, a message by its post, a contact by his authors."""
    from social.mentions.models import Author, Mention

    match type(row).__name__:
        case "NoneType":
            return ""
        case "Ticket":
            return " ".join(sorted(Mention.objects.filter(ticket=row).values_list("post__key", flat=True)))
        case "Message":
            return " ".join(sorted(Mention.objects.filter(message=row).values_list("post__key", flat=True)))
        case "Contact":
            return " ".join(sorted(Author.objects.filter(contact=row).values_list("key", flat=True)))
        case "Conversation":
            return f"{row.author.key} {row.root_key} {row.is_private}"
        case "Post" | "Author":
            return str(row.key)
        case "SocialAccount":
            return str(row.native_id)
    return str(row)
