"""The company's addresses: what customers write to and see as the sender."""

from django.db import transaction

from tenants.audit import services as audit
from tenants.audit.services import Actor
from tenants.isolation.models import Tenant
from tenants.membership.models import Member, Team
from tenants.routes import services as routes
from tenants.routes.models import Route
from tenants.tenancy import addresses
from tenants.tenancy.models import Company
from tickets.mail.models import Mailbox


@transaction.atomic
def set_up(tenant: Tenant, company: Company, team: Team) -> None:
    """The first mailbox of a new desk: support@ its own host."""
    add(tenant=tenant, address=f"support@{addresses.host_of(tenant)}", name=company.name, by=None, team=team)


@transaction.atomic
def add(*, tenant: Tenant, address: str, name: str, by: Member | None, team: Team | None = None) -> Mailbox:
    """Receive mail at one more address. Raises RouteTaken when it is another company's."""
    routes.claim(kind=Route.Kind.MAIL, key=address, tenant=tenant)
    first = not Mailbox.objects.filter(is_default=True).exists()
    mailbox, is_new = Mailbox.objects.get_or_create(
        address=address.lower(), defaults={"name": name, "team": team, "is_default": first}
    )
    if is_new:
        audit.record(verb="mail.add_mailbox", actor=by, object_label=mailbox.address, object_id=mailbox.pk)
    return mailbox


@transaction.atomic
def add_foreign(*, tenant: Tenant, address: str, name: str, by: Actor, at: str = "") -> None:
    """An address on the company's own domain, set up by an operator at network address `at`. Raises RouteTaken."""
    routes.claim(kind=Route.Kind.MAIL, key=address, tenant=tenant)
    if Mailbox.objects.filter(address=address.lower()).exists():
        return  # it had this address before
    mailbox = Mailbox.objects.create(address=address.lower(), name=name)
    audit.record(verb="mail.add_mailbox", actor=by, object_label=mailbox.address, object_id=mailbox.pk, address=at)


@transaction.atomic
def change(*, mailbox: Mailbox, name: str, signature: str, team: Team | None, by: Member) -> Mailbox:
    """The sender's name, the words below each reply, and the team new tickets go to."""
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    before = {"name": mailbox.name, "signature": mailbox.signature, "team": str(mailbox.team or "")}
    after = {"name": name, "signature": signature, "team": str(team or "")}
    if before != after:
        mailbox.name, mailbox.signature, mailbox.team = name, signature, team
        mailbox.save(update_fields=["name", "signature", "team"])
        audit.record(
            verb="mail.change_mailbox",
            actor=by,
            object_label=mailbox.address,
            object_id=mailbox.pk,
            before=before,
            after=after,
        )
    return mailbox


@transaction.atomic
def prefer(*, mailbox: Mailbox, by: Member) -> Mailbox:
    """Write from this address when nobody chose another."""
    rows = {row.pk: row for row in Mailbox.objects.select_for_update(of=("self",)).order_by("id")}
    for row in rows.values():
        if row.is_default and row.pk != mailbox.pk:
            row.is_default = False
            row.save(update_fields=["is_default"])
    chosen = rows[mailbox.pk]
    if not chosen.is_default:
        chosen.is_default = True
        chosen.save(update_fields=["is_default"])
        audit.record(verb="mail.prefer_mailbox", actor=by, object_label=chosen.address, object_id=chosen.pk)
    return chosen
