from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import pgettext

from tenants.audit import services as audit
from tenants.identity import mailing
from tenants.identity import selectors as identity_selectors
from tenants.identity import services as identity
from tenants.identity.errors import WrongPassword
from tenants.identity.models import User
from tenants.identity.rules import mentioned
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership import invitations, selectors
from tenants.membership.models import Member, Role, Team, TeamMember
from tenants.outbox import services as outbox
from tenants.plans import services as plans
from tenants.signup.errors import SlugTaken
from tenants.signup.registry import set_ups
from tenants.tenancy import addresses
from tenants.tenancy import services as tenancy
from tenants.tenancy.models import Company
from tenants.tenancy.services import Beginning

FIND_KIND = "signup.find"


@dataclass(frozen=True)
class Founder:
    """Who opens a desk. The password is a new one, or that of the account the address has."""

    name: str
    email: str
    password: str
    language: str


@dataclass(frozen=True)
class Opening:
    """A desk that was opened. `ready`: its owner may sign in now; else a link in the mail comes first."""

    tenant: Tenant
    owner: Member | None
    ready: bool


@transaction.atomic
def open_company(
    *, slug: str, beginning: Beginning, founder: Founder, proved: bool = False, address: str = ""
) -> Opening:
    """Open a desk with its settings, first team, default set-up and owner. Raises SlugTaken.

    An address that has an account already gets the same desk: at once for whoever knows the password, else by a link
    in its mail. So nobody learns here which addresses are known, and anybody may open a second desk.
    `proved`: the address needs no link (demo, operators).
    """
    tenant = _take(slug)
    with tenant_context(tenant):
        company = tenancy.begin(beginning=beginning)
        plans.begin()
        team = _first_team(company)
        for _name, set_up in set_ups:
            set_up(tenant, company, team)
        opening = _find_owner(tenant, founder, proved=proved)
        if opening.owner is not None:
            TeamMember.objects.create(team=team, member=opening.owner)
        audit.record(
            verb="signup.open",
            actor=opening.owner,
            object_label=slug,
            object_id=tenant.pk,
            after={"country": beginning.country, "languages": beginning.languages},
            address=address,
        )
    return opening


def _take(slug: str) -> Tenant:
    try:
        with transaction.atomic():
            return Tenant.objects.create(slug=slug)
    except IntegrityError as error:  # of this slug, or of its look
        raise SlugTaken(slug) from error


def _first_team(company: Company) -> Team:
    with translation.override(company.language):
        return Team.objects.create(name=pgettext("the first team of a desk", "Support"))


def _find_owner(tenant: Tenant, founder: Founder, *, proved: bool) -> Opening:
    user, is_new = identity.open_account(**asdict(founder))
    if not is_new:
        try:
            identity.check_password(user=user, password=founder.password)
        except WrongPassword:
            _offer_desk(founder, user)
            return Opening(tenant, owner=None, ready=False)
    if proved:
        identity.prove_address(user=user)
    owner = invitations.enrol(user=user, role=Role.OWNER)
    ready = identity_selectors.has_proved_address(user)
    if not ready:
        identity.ask_for_proof(user=user)
    return Opening(tenant, owner=owner, ready=ready)


def _offer_desk(founder: Founder, user: User) -> None:
    """The address has an account, and the password is not its own: whoever reads its mail may take the desk."""
    _invitation, token = invitations.offer(email=user.email, role=Role.OWNER, by=None)
    proved = identity_selectors.has_proved_address(user)
    context = {"url": invitations.link(token), "desk": addresses.here(""), "proved": proved}
    with translation.override(founder.language):
        mailing.write(recipient=user.email, template="tenants/signup/mail/known", context=context)


@transaction.atomic
def request_desks(*, email: str) -> None:
    """Somebody looks for his desk. Whether we know the address is found out later, out of his sight."""
    with tenant_context(mailing.platform_tenant()):
        outbox.enqueue(kind=FIND_KIND, key=str(uuid4()), payload={"email": email})


@transaction.atomic
def send_desks(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler: mail somebody the desks he works at, nothing to an address that works at none."""
    user = identity_selectors.account(payload["email"])
    desks = selectors.companies_of(user.pk) if user else []
    if user is None or not desks:
        return
    places = [{"name": mentioned(desk.name), "url": addresses.url_of(Tenant(slug=desk.slug))} for desk in desks]
    with translation.override(user.language):
        mailing.write(recipient=user.email, template="tenants/signup/mail/desks", context={"desks": places}, key=key)
