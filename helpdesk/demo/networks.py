"""The square of the demo, live: people speak on servers of our own, and the running desk hears, weighs and tickets it.

The servers are tests/networks: they end with this program, and the accounts are removed again.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from helpdesk.demo.sayings import SQUARES
from helpdesk.lib import bell, clock
from social.accounts import services as accounts
from social.accounts.models import SocialAccount
from social.connectors.registry import connectors
from social.intake import tasks
from social.intake.models import Source
from social.mentions.models import Mention, Post
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member

if TYPE_CHECKING:
    from tests.networks.mastodon import MastodonServer
    from tests.networks.square import Square

SECONDS_TO_HEAR = 90
NOBODY, NO_TICKET, WITHDRAWN, OURS = "nobody's", "no ticket", "withdrawn", "ours"
TICKET = "ticket"


@dataclass(frozen=True)
class Item:
    """Something said. `text` is unique in a run: by it the post is found. `expect` is what must become of it."""

    name: str
    network: str
    text: str
    expect: str = TICKET
    is_tagged: bool = True


def run(known: dict[str, Any], write: Callable[[str], Any]) -> bool:
    """Speak, wait, print. True when everything became what it must."""
    try:
        from tests.networks import mastodon, square
    except ImportError as error:
        write(f"The square is left out: {error.name} is not installed (make test installs it).")
        return True
    if not settings.ALLOW_PRIVATE_HOSTS:
        write("The square is left out: the desk may not call this machine (HELPDESK_ALLOW_PRIVATE_HOSTS).")
        return True
    tenant = Tenant.objects.get(slug=known["tenants"][0]["slug"])
    with ExitStack() as stack:
        servers = stack.enter_context(mastodon.open_mastodon()), stack.enter_context(square.open_square())
        stage = stack.enter_context(_stage(tenant, *servers))
        items = stage.speak(secrets.token_hex(3))
        problems = _tell(tenant, items, stage, write)
    write(f"{len(items)} things said in public, {problems} problems")
    return not problems


class _Stage:
    """The company's accounts on the two servers, and the people who speak there."""

    def __init__(self, mastodon: "MastodonServer", square: "Square") -> None:
        self.mastodon, self.square = mastodon, square
        self.ours = mastodon.register("zaytuna_home", "Zaytuna Home")
        signs = {"secret": settings.SOCIAL_WEBHOOK_SECRETS["plaza"], "token": settings.SOCIAL_WEBHOOK_TOKENS["plaza"]}
        self.page = square.control("page", username="zaytuna_home", name="Zaytuna Home", **signs)
        self.accounts: list[SocialAccount] = []

    def ways_in(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        yield "mastodon", self.mastodon.url, {"token": self.ours.token}
        yield "plaza", self.square.url, {"token": self.page["token"]}
        yield "rss", self.square.feed_url, {}

    def speak(self, run: str) -> list[Item]:
        return [*self._on_mastodon(run), *self._on_plaza(run), *self._in_the_feed(run)]

    def _on_mastodon(self, run: str) -> list[Item]:
        brand = SQUARES["zaytuna"].names
        items = [
            Item("Arabic complaint, tagged", "mastodon", f"@zaytuna_home طلبي لم يصل منذ أسبوعين! {run}"),
            Item("Arabic complaint, untagged", "mastodon", f"الكنبة من {brand[0]} وصلت مكسورة {run}", is_tagged=False),
            Item(
                "Hebrew question, untagged", "mastodon", f"מישהו יודע אם {brand[2]} פתוח בשישי? {run}", is_tagged=False
            ),
            Item("English praise, tagged", "mastodon", f"@zaytuna_home thank you, wonderful service! {run}"),
            Item("Another brand", "mastodon", f"@zaytuna_fan which olive oil do you like? {run}", NOBODY),
        ]
        speaker = self.mastodon.register("lina_speaks", "Lina")
        for item in items:
            self.mastodon.post(speaker, item.text)
        own = Item("Our own post", "mastodon", f"We are open on Friday {run}", OURS)
        self.mastodon.post(self.ours, own.text)
        return [*items, own]

    def _say(self, item: Item, **how: Any) -> str:
        return str(self.square.control("say", page=self.page["id"], text=item.text, by="omar", **how))

    def _on_plaza(self, run: str) -> list[Item]:
        edited = Item("English complaint, edited", "plaza", f"My lamp arrived broken {run}")
        gone = Item("Taken back", "plaza", f"You are the worst shop {run}", WITHDRAWN)
        spam = Item("Spam", "plaza", f"Earn $5000 a week from home!!! click http://free-money.example {run}", NO_TICKET)
        private = Item("Arabic, in private", "plaza", f"مساء الخير، أريد تغيير العنوان {run}")
        name = SQUARES["zaytuna"].names[1]
        named = Item("English question, untagged", "plaza", f"Does {name} deliver to Jeddah? {run}", is_tagged=False)
        self.square.control("edit", id=self._say(edited), text=f"My lamp arrived broken and late {run}")
        self.square.control("take_back", id=self._say(gone))
        self._say(spam)
        self._say(private, direct=True)
        self._say(named, elsewhere=True)
        self.square.control("push", url=f"{settings.PLATFORM_URL}/webhooks/plaza/", size=3, copies=0.5, shuffle=1)
        return [edited, gone, spam, private, named]

    def _in_the_feed(self, run: str) -> list[Item]:
        item = Item(
            "News in a feed",
            "rss",
            f"{SQUARES['zaytuna'].names[1]} opens a third shop {run}",
            NO_TICKET,
            is_tagged=False,
        )
        self.square.control("item", title=item.text, description="In Jeddah.", link=f"https://news.example/{run}")
        return [item]


@contextmanager
def _stage(tenant: Tenant, mastodon: "MastodonServer", square: "Square") -> Iterator[_Stage]:
    stage = _Stage(mastodon, square)
    with tenant_context(tenant):
        owner = Member.objects.order_by("created_at").first()
        assert owner is not None  # noqa: S101  (a demo company has people)
        brand = accounts.first_brand()
    try:
        for network, base_url, params in stage.ways_in():
            connected = connectors.get(network).connect(base_url=base_url, params=params)
            with tenant_context(tenant):
                stage.accounts.append(accounts.connect(brand=brand, network=network, connected=connected, by=owner))
        yield stage
    finally:
        with tenant_context(tenant):
            for account in stage.accounts:
                accounts.remove(account=account, by=owner)


def _tell(tenant: Tenant, items: Sequence[Item], stage: _Stage, write: Callable[[str], Any]) -> int:
    """Wait until all is heard, then a line for each. Returns how many are not as they must be."""
    deadline = time.monotonic() + SECONDS_TO_HEAR
    rows: list[tuple[str, ...]] = [("said", "network", "heard as", "ticket", "intent", "lang", "weight", "way", "note")]
    problems = 0
    while True:
        _ask_now(tenant, stage.accounts)
        with tenant_context(tenant):
            found = [_became(item) for item in items]
        if not any(problem for _, problem in found) or time.monotonic() > deadline:
            break
        time.sleep(1.5)
    for item, (cells, problem) in zip(items, found, strict=True):
        rows.append((item.name, item.network, *cells, f"!! {problem}" if problem else ""))
        problems += bool(problem)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return problems


def _ask_now(tenant: Tenant, ours: Sequence[SocialAccount]) -> None:
    """Whoever watches does not wait for the next poll."""
    with tenant_context(tenant):
        Source.objects.filter(account__in=ours, lease=None).update(due_at=clock.now())
    bell.ring(tasks.poll, tenant_id=str(tenant.pk))


def _became(item: Item) -> tuple[tuple[str, ...], str]:
    """What is known of it, and what is wrong with that ("": nothing)."""
    rows = Mention.objects.select_related("post", "ticket")
    if item.expect == WITHDRAWN:  # its words are gone
        mention = rows.filter(post__network=item.network, state=WITHDRAWN).order_by("-heard_at").first()
    else:
        mention = rows.filter(post__network=item.network).filter(_words(item)).order_by("-heard_at").first()
    if mention is None:
        return _unmentioned(item)
    number = f"#{mention.ticket.number}" if mention.ticket else "-"
    heard = f"{mention.via}{'' if mention.is_tagged else ', untagged'}"
    cells = (heard, number, mention.intent, mention.language or "-", str(mention.priority), mention.way)
    return cells, _problem(item, mention)


def _words(item: Item) -> Any:
    return Q(post__text__endswith=item.text[-12:]) | Q(post__title=item.text)


def _unmentioned(item: Item) -> tuple[tuple[str, ...], str]:
    post = Post.objects.filter(network=item.network, text__endswith=item.text[-12:]).select_related("author").first()
    is_ours = post is not None and post.author is not None and post.author.account_id is not None
    said = OURS if is_ours else "heard" if post else "not heard"
    expected = is_ours if item.expect == OURS else item.expect == NOBODY
    return (said, *"-----"), "" if expected else f"expected {item.expect}"


def _problem(item: Item, mention: Mention) -> str:
    became = WITHDRAWN if mention.state == WITHDRAWN else TICKET if mention.ticket else NO_TICKET
    if became != item.expect:
        return f"expected {item.expect}"
    return "" if mention.is_tagged == item.is_tagged or became == WITHDRAWN else "tagged and untagged mixed up"
