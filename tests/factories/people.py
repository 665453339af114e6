"""Companies and the three people of every test: Alice and Bob work together, Charlie is a stranger."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.test import Client

from helpdesk.lib import clock
from tenants.identity.models import User
from tenants.identity.sessions import SESSION_BEGAN, SESSION_TENANT
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.membership.models import Member, Team
from tenants.routes import services as routes
from tenants.routes.models import Route
from tenants.tenancy import addresses
from tenants.tenancy.models import Company
from tickets.calendars.models import Calendar
from tickets.mail.models import Mailbox
from tickets.sla import policies

PASSWORD = "correct-horse-battery"


@dataclass
class Desk:
    """One company with its team and mailbox, and its members by role."""

    tenant: Tenant
    team: Team
    mailbox: Mailbox
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return addresses.host_of(self.tenant)


def make_user(email: str, name: str = "", language: str = "en") -> User:
    user = User.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0].title(), language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_desk(slug: str, language: str = "en") -> Desk:
    tenant = Tenant.objects.create(slug=slug)
    with tenant_context(tenant):
        company = Company.objects.create(
            name=slug.title(),
            language=language,
            languages=["en", "ar", "he"],
            country="SA",
            timezone="Asia/Riyadh",
            currency="SAR",
            weekend="5,6",
        )
        team = Team.objects.create(name="Support")
        address = f"support@{addresses.host_of(tenant)}"
        mailbox = Mailbox.objects.create(address=address, name=slug.title(), team=team, is_default=True)
        routes.claim(kind=Route.Kind.MAIL, key=address, tenant=tenant)
        week = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
        Calendar.objects.create(name="Working hours", timezone="Asia/Riyadh", week=week, is_default=True)
        policies.set_up(tenant, company, team)
    return Desk(tenant=tenant, team=team, mailbox=mailbox)


def add_member(desk: Desk, email: str, role: str, name: str = "", language: str = "en") -> Member:
    user = make_user(email, name, language)
    with tenant_context(desk.tenant):
        member = Member.objects.create(user=user, name=user.name, email=user.email, role=role)
    desk.members[role] = member
    return member


def sign_in(client: Client, desk: Desk, member: Member) -> Client:
    """A signed-in browser on the desk's host, without the cost of hashing a password."""
    with tenant_context(desk.tenant):
        user = User.objects.get(pk=member.user_id)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[SESSION_TENANT] = str(desk.tenant.pk)
        session[SESSION_BEGAN] = clock.now().timestamp()
        session.save()
    client.defaults["HTTP_HOST"] = desk.host
    return client
