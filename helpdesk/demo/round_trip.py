"""One post bag through the running desk: customers write, an agent answers, a customer answers back, one bounces."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.utils import parseaddr
from typing import Any

from helpdesk.demo import delivery, postbag
from tenants.files import services as files
from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tenants.localmail.models import LocalMail
from tenants.membership.models import Member
from tickets.mail.models import Inbound, Mailbox, Outbound
from tickets.messages import services as messages

SECONDS_TO_LEAVE = 60


def run(known: dict[str, Any], write: Callable[[str], Any]) -> bool:
    """Send, wait, print. True when nothing is lost, doubled, or other than it must be."""
    run_id = secrets.token_hex(4)
    first, second = (Tenant.objects.get(slug=tenant["slug"]) for tenant in known["tenants"][:2])
    to = postbag.Addresses(_mailbox(first), _mailbox(second), known["tenants"][0]["users"][0]["email"])
    bag = postbag.items(run_id, to)
    refusals = {item.name: delivery.hand_over(item) for item in bag}
    found = delivery.fates(bag, refusals)
    found += _conversation(run_id, first, to, found)
    for line in delivery.lines(found):
        write(line)
    problems = [fate for fate in found if fate.problem]
    write(f"{len(found)} mails, {len(problems)} problems")
    return not problems


def _mailbox(tenant: Tenant) -> str:
    with tenant_context(tenant):
        return Mailbox.objects.get(is_default=True).address


def _conversation(
    run_id: str, tenant: Tenant, to: postbag.Addresses, found: list[delivery.Fate]
) -> list[delivery.Fate]:
    """An agent answers the English mail; the customer answers our answer; then our answer bounces."""
    opened = next(fate for fate in found if fate.item.name == "English plain")
    if opened.problem:
        return []
    our_mail_id = _answer(tenant, opened.item.mail_id)
    reply_address = _reply_address(tenant, our_mail_id)
    bag = [postbag.reply_to(run_id, reply_address, our_mail_id), postbag.bounce_of(run_id, to.first, our_mail_id)]
    refusals = {item.name: delivery.hand_over(item) for item in bag}
    answered = delivery.fates(bag, refusals)
    return [_same_ticket(fate, opened) for fate in answered]


def _answer(tenant: Tenant, mail_id: str) -> str:
    """Reply as the first agent. Returns our Message-ID."""
    with tenant_context(tenant):
        row = Inbound.objects.select_related("message__ticket").get(mail_id=mail_id)
        agent = Member.objects.order_by("created_at").first()
        assert row.message is not None  # noqa: S101  (it opened a ticket: the caller has seen it)
        assert agent is not None  # noqa: S101
        reply = messages.reply(ticket=row.message.ticket, by=agent, body="We refunded one of them, Grace.")
        return Outbound.objects.get(message=reply).mail_id


def _reply_address(tenant: Tenant, our_mail_id: str) -> str:
    """What a mail program would answer to, read from the mail that left."""
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while time.monotonic() < deadline:
        with tenant_context(tenant):
            mail = LocalMail.objects.filter(message_id=our_mail_id).select_related("raw").first()
            if mail is not None:
                return parseaddr(str(message_from_bytes(files.read(file=mail.raw))["Reply-To"]))[1]
        time.sleep(0.2)
    raise TimeoutError(f"our reply {our_mail_id} did not leave within {SECONDS_TO_LEAVE} s: is the worker running?")


def _same_ticket(fate: delivery.Fate, opened: delivery.Fate) -> delivery.Fate:
    if fate.item.expect == postbag.REPLY and fate.number != opened.number and not fate.problem:
        return replace(fate, problem=f"joined #{fate.number} instead of #{opened.number}")
    return fate
