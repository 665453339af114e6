"""match says which brands of the current company a post concerns, and how each was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from social.accounts import selectors as accounts
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import Kind, PostData, Visibility
from social.listening import selectors as listening
from social.listening import services as listeners
from social.listening.models import Listener
from social.listening.rules import places, query
from social.listening.rules.scanning import Hit, Scanned, Scanner, outermost
from social.matching import rules, selectors
from social.mentions.models import Author, Post, Via


@dataclass(frozen=True, slots=True)
class Match:
    """A brand that a post concerns. `hits` are [term, start, end] in the text of this wording."""

    brand: Brand
    via: str
    is_tagged: bool
    listener: Listener | None = None
    hits: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A brand whose names were found, by the listener with the longest of them."""

    listener: Listener
    hits: Sequence[tuple[str, int, int]]


@transaction.atomic
def match(*, post: Post, data: PostData, account: SocialAccount, is_new: bool = True) -> list[Match]:
    """Whom this wording concerns, each brand once; nobody when it is our own. `account` is the one that heard it.

    What was written to us directly concerns whom it was written to, whoever is named in it. A post that only its
    exclusions keep out is counted, once: when it `is_new`.
    """
    if post.author is None or post.author.account_id is not None:
        return []
    if data.kind == Kind.DIRECT or data.visibility == Visibility.DIRECT:
        return [Match(account.brand, Via.DIRECT, is_tagged=True)]
    replied, tagged = _replied(data, account.network), _tagged(data, account.network)
    named, kept_out = _named(data, account.network)
    by_name = Via.FEED if data.kind == Kind.ARTICLE else Via.NAMED
    brands = {brand.pk: brand for brand in (*replied, *tagged, *(one.listener.brand for one in named))}
    if is_new:
        _count(kept_out, {*brands})
    of_brand = {one.listener.brand_id: one for one in named}
    return [
        Match(
            brand,
            Via.REPLY if brand in replied else Via.TAGGED if brand in tagged else by_name,
            brand in tagged,
            *((of_brand[pk].listener, of_brand[pk].hits) if pk in of_brand else ()),
        )
        for pk, brand in sorted(brands.items())
    ]


def _replied(data: PostData, network: str) -> list[Brand]:
    """Whose post it stands under."""
    above = {data.parent_key, data.root_key} - {"", data.key}
    if not above:
        return []
    ours = Author.objects.filter(account__isnull=False, said__network=network, said__key__in=above)
    return [author.account.brand for author in ours.select_related("account__brand").distinct() if author.account]


def _tagged(data: PostData, network: str) -> list[Brand]:
    """Whose account it calls."""
    handles = places.handles(data.text)
    if not handles and not data.tagged:
        return []
    return [
        one.brand
        for one in accounts.accounts().filter(network=network)
        if rules.is_called(one.handle, one.native_id, tagged=data.tagged, handles=handles)
    ]


def _named(data: PostData, network: str) -> tuple[list[_Named], list[Listener]]:
    """The brands that are named in it, and the listeners that heard a name and do not want the post."""
    text = selectors.whole(data.title, data.text)
    heard, kept_out = list[tuple[Listener, Sequence[Hit]]](), list[Listener]()
    hit = listening.active(selectors.listeners_hit(text))
    scanner = Scanner(one for listener in hit for one in listening.wanted(listener))
    scanned = scanner.scan(text)
    verdicts = query.verdicts(scanned, scanner.conditional)
    for listener in hit:
        verdict, conditions = verdicts.get(listener.pk), listening.conditions(listener)
        if listener.brand.archived_at is not None or verdict is None:
            continue
        if not conditions.meet(network=network, language=data.language, text=text):
            continue
        if verdict.kept_out or conditions.keep_out(data.author.handle):
            kept_out.append(listener)
        else:
            heard.append((listener, verdict.heard))
    return _by_brand(scanned, heard, offset=len(text) - len(data.text)), kept_out


def _by_brand(scanned: Scanned, heard: Sequence[tuple[Listener, Sequence[Hit]]], offset: int) -> list[_Named]:
    """Each brand once, by its longest name. A name within a longer one of another listener is not meant."""
    meant = set(map(id, outermost(hit for _, hits in heard for hit in hits)))
    found: dict[object, tuple[int, _Named]] = {}
    for listener, hits in heard:
        ours = [hit for hit in hits if id(hit) in meant]
        if not ours:
            continue
        length = max(hit.end - hit.start for hit in ours)
        if listener.brand_id not in found or length > found[listener.brand_id][0]:
            found[listener.brand_id] = (length, _Named(listener, _told(scanned, ours, offset)))
    return [named for _, named in found.values()]


def _told(scanned: Scanned, hits: Sequence[Hit], offset: int) -> list[tuple[str, int, int]]:
    """The hits in the text itself; those in its title have no place there."""
    spans = [(hit.wanted.text, *scanned.span(hit)) for hit in hits]
    return [(term, start - offset, end - offset) for term, start, end in spans if start >= offset]


def _count(kept_out: Sequence[Listener], found: set[object]) -> None:
    for listener in kept_out:
        if listener.brand_id not in found:
            listeners.count_excluded(listener=listener)
