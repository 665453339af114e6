"""What people say of the demo companies in public, taken in as a network would push it. No network runs for it.

The page has no server, so that what is answered there is published by hand.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.demo.sayings import SQUARES, Said, Square
from helpdesk.lib import clock
from social.accounts import services as accounts
from social.accounts.models import Brand, SocialAccount
from social.connectors.protocol import (
    AuthorData,
    Connected,
    Gone,
    InboundEvent,
    Kind,
    PostData,
    Seen,
    Visibility,
)
from social.intake import pipeline
from social.listening import services as listening
from social.listening.models import Term
from social.listening.rules.terms import TermSpec
from social.matching import terms
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member

NETWORK = "plaza"


def fill(slug: str) -> None:
    """Take in what is said of a demo company, once. Commits before it does: names are read by another connection."""
    square = SQUARES.get(slug)
    if square is None:
        return
    with tenant_context(Tenant.objects.get(slug=slug)) as tenant_id:
        if SocialAccount.objects.exists():
            return
        account = _set_up(square, slug)
    terms.shared.forget()
    with tenant_context(tenant_id):
        for event in _events(square, account, clock.now()):
            pipeline.take_in(account=account, event=event)


def _set_up(square: Square, slug: str) -> SocialAccount:
    owner = Member.objects.order_by("created_at").first()
    assert owner is not None  # noqa: S101  (a demo company has people)
    brand = accounts.first_brand()
    _listen(square.names, brand, owner)
    connected = Connected(native_id=f"demo-{slug}", handle=square.handle, name=square.name, limits={"characters": 2000})
    return accounts.connect(brand=brand, network=NETWORK, connected=connected, by=owner)


def _events(square: Square, account: SocialAccount, now: datetime) -> list[InboundEvent]:
    """As they would have come, the oldest first; a later wording and a taking-back stand where they happened."""
    found: list[InboundEvent] = []
    for said in sorted(square.said, key=lambda one: -one.minutes_ago):
        post = _post(said, account, now - timedelta(minutes=said.minutes_ago))
        found.append(Seen(post=post, account=account.native_id))
        later = post.created_at + timedelta(minutes=4)
        if said.edited:
            found.append(Seen(post=replace(post, text=said.edited, version_at=later), account=account.native_id))
        if said.is_gone:
            found.append(Gone(key=post.key, at=later, account=account.native_id))
    return found


def _post(said: Said, account: SocialAccount, at: datetime) -> PostData:
    page, is_direct = account.native_id, said.kind == Kind.DIRECT
    is_ours = said.by == "us"
    key, under = f"{page}:{said.key}", f"{page}:{said.under}" if said.under else ""
    return PostData(
        key=key,
        native_id=key,
        author=AuthorData(page, page, account.handle, account.name)
        if is_ours
        else AuthorData(f"{page}:{said.by}", f"{page}:{said.by}", said.by, said.name, followers=said.followers),
        text="" if said.kind == Kind.ARTICLE else said.words,
        title=said.words if said.kind == Kind.ARTICLE else "",
        created_at=at,
        version_at=at,
        kind=Kind.REPLY if under else said.kind,
        visibility=Visibility.DIRECT if is_direct else Visibility.PUBLIC,
        url="" if is_direct else f"https://plaza.example/{account.handle}/{said.key}",
        parent_key=under,
        root_key=f"t_{page}_{said.by}" if is_direct else under or key,
        tagged=(page,) if said.is_tagged and not is_ours else (),
    )


def _listen(names: tuple[str, ...], brand: Brand, by: Member) -> None:
    """Hear the brand's names wherever they stand."""
    specs = [TermSpec(text=name, kind=Term.Kind.PHRASE) for name in names]
    listener = listening.create(brand=brand, name=str(brand.name)[:80], terms=specs, by=by)
    listening.activate(listener=listener, by=by)
