from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = gettext_lazy("Tickets and replies")

    def ready(self) -> None:
        from tickets import tasks as tasks  # Celery finds a task where it is imported

        _send()
        _sweep()
        _begin_and_leave()
        _watch_tickets()
        _hear_messages()
        _tell()
        _answer_mail()
        _show()
        _let_programs_in()


def _send() -> None:
    from tenants.outbox import registry as outbox
    from tickets.mail import delivery
    from tickets.messages import registry as messages
    from tickets.notifications import mailing as news
    from tickets.portal import acknowledgement
    from tickets.sla import reckoning
    from tickets.ticket.models import Channel

    for channel in set(Channel.values) - {Channel.SOCIAL}:  # whatever a ticket began with, mail answers it
        messages.deliverers.add(channel, delivery.deliver)
    outbox.handlers.add(delivery.KIND, delivery.send)
    outbox.on_dead.add(delivery.KIND, delivery.give_up)
    outbox.handlers.add(reckoning.KIND, reckoning.work)
    outbox.handlers.add(news.KIND, news.send)
    outbox.handlers.add(acknowledgement.KIND, acknowledgement.send)
    outbox.on_dead.add(acknowledgement.KIND, acknowledgement.give_up)


def _sweep() -> None:
    from tenants.outbox import sweeping
    from tickets.followups.tasks import drain as drain_promises
    from tickets.mail.tasks import drain
    from tickets.recovery.tasks import expire
    from tickets.sla.tasks import drain as drain_clocks
    from tickets.ticket.tasks import wake

    sweeping.sources.add("mail", sweeping.Source(table="tickets_inbound", drain=drain))
    expiring = sweeping.Source(table="tickets_approval", drain=expire, due="next_at", where="next_at IS NOT NULL")
    sweeping.sources.add("approvals", expiring)
    owed = sweeping.Source("tickets_promise", drain_promises, due="next_at", where="next_at IS NOT NULL")
    sweeping.sources.add("promises", owed)
    ticking = sweeping.Source("tickets_slaclock", drain_clocks, due="next_at", where="next_at IS NOT NULL")
    sweeping.sources.add("clocks", ticking)
    asleep = sweeping.Source("tickets_ticket", wake, due="snoozed_until", where="snoozed_until IS NOT NULL")
    sweeping.sources.add("snoozes", asleep)


def _begin_and_leave() -> None:
    from tenants.membership.registry import farewells
    from tenants.signup.registry import set_ups
    from tickets.calendars import services as calendars
    from tickets.mail import mailboxes
    from tickets.sla import policies
    from tickets.ticket import services as tickets

    set_ups.add("mailbox", mailboxes.set_up)
    set_ups.add("calendar", calendars.set_up)
    set_ups.add("sla", policies.set_up)
    farewells.add("tickets", lambda member, by: tickets.release(member=member, by=by))


def _watch_tickets() -> None:
    from tickets.calendars import registry as hours
    from tickets.followups import watching
    from tickets.messages import rewording
    from tickets.recovery import recipients
    from tickets.sla import reckoning
    from tickets.sla import services as sla
    from tickets.ticket import registry as watched

    hours.listeners.add("sla", reckoning.calendar_changed)
    watched.watchers.add("sla", sla.align)
    watched.watchers.add("followups", watching.watch)
    watched.answers.add("sla", sla.answered)
    watched.askers.add("messages", rewording.waits_since)
    watched.objections.add("recovery", recipients.check)
    watched.retractions.add("sla", sla.taken_back)


def _hear_messages() -> None:
    from tickets.followups import arrivals as kept_words
    from tickets.followups import chasing
    from tickets.followups import services as followups
    from tickets.messages import registry as messages
    from tickets.recovery import guarding
    from tickets.search import services as search
    from tickets.sla import services as sla

    messages.arrivals.add("sla", sla.arrived)  # before those that save the ticket: then nobody waits for this reply
    messages.arrivals.add("followups", kept_words.arrived)
    messages.listeners.add("search", lambda message: search.index(message=message))
    messages.listeners.add("chasers", chasing.listen)
    messages.vows.add("followups", lambda message, by, due: followups.promise(message=message, due_at=due, by=by))
    messages.rewordings.add("search", lambda message: search.reindex(ticket_id=message.ticket_id))
    messages.rewordings.add("chasers", chasing.reworded)
    messages.guards.add("recovery", guarding.guard)


def _tell() -> None:
    from tickets.contacts import registry as contacts
    from tickets.followups import arrivals as kept_words
    from tickets.live import services as live
    from tickets.notifications import registry as notifications
    from tickets.notifications import telling
    from tickets.timeline import registry as timeline

    timeline.listeners.add("live", live.announce)
    timeline.readers.add("notifications", telling.tell)
    timeline.readers.add("followups", kept_words.read)
    timeline.permissions.add("recovery", "recovery.see")
    notifications.listeners.add("live", live.whisper)
    contacts.listeners.add("live", live.contact_changed)


def _answer_mail() -> None:
    from tickets.followups import saying
    from tickets.mail import registry as mail
    from tickets.portal import addresses
    from tickets.portal import services as portal

    mail.returners.add("portal", lambda mail_id, reason: portal.returned(link_id=mail_id, reason=reason))
    mail.closings.add("portal", addresses.closing)
    mail.promises.add("followups", saying.line)
    mail.joiners.add("portal", lambda message: portal.joined(message=message))


def _show() -> None:
    from tickets.followups import panel as words
    from tickets.portal import panel
    from tickets.recovery import panel as making_right
    from tickets.recovery import sentences as recovered
    from tickets.workspace import places
    from tickets.workspace import registry as workspace

    workspace.sections.add("recovery", making_right.section)
    workspace.sections.add("promises", words.section)
    workspace.sections.add("portal", panel.section)
    workspace.settings_pages.add("deadlines", places.deadlines)
    workspace.settings_pages.add("hours", places.hours)
    for verb, sentence in (*words.SENTENCES.items(), *recovered.SENTENCES.items()):
        workspace.sentences.add(verb, sentence)


def _let_programs_in() -> None:
    from django.utils.translation import gettext_lazy as _

    from tenants.tokens import registry as tokens

    tokens.scopes.add("tickets", _("Tickets and their timeline"))
    tokens.scopes.add("messages", _("Messages, notes and files"))
    tokens.scopes.add("contacts", _("Contacts and organizations"))
    tokens.scopes.add("notifications", _("One's own notifications"))
    tokens.scopes.add("recovery", _("Repairs, approvals and vouchers"))
    tokens.scopes.add("sla", _("Deadlines: what we aim at"))
    tokens.scopes.add("calendars", _("Working hours and special days"))
