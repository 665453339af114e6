from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = gettext_lazy("Tickets and replies")

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tenants.membership.registry import farewells
        from tenants.outbox import registry as outbox
        from tenants.outbox import sweeping
        from tenants.signup.registry import set_ups
        from tenants.tokens import registry as tokens
        from tickets import tasks as tasks  # Celery finds a task where it is imported
        from tickets.calendars import registry as hours
        from tickets.calendars import services as calendars
        from tickets.contacts import registry as contacts
        from tickets.followups import arrivals as kept_words
        from tickets.followups import chasing, saying, watching
        from tickets.followups import panel as words
        from tickets.followups import services as followups
        from tickets.followups.tasks import drain as drain_promises
        from tickets.live import services as live
        from tickets.mail import delivery, mailboxes
        from tickets.mail import registry as mail
        from tickets.mail.tasks import drain
        from tickets.messages import registry as messages
        from tickets.messages import rewording
        from tickets.notifications import mailing as news
        from tickets.notifications import registry as notifications
        from tickets.notifications import telling
        from tickets.portal import acknowledgement, panel
        from tickets.portal import addresses as portal_addresses
        from tickets.portal import services as portal
        from tickets.recovery import guarding, recipients
        from tickets.recovery import panel as making_right
        from tickets.recovery import sentences as recovered
        from tickets.recovery.tasks import expire
        from tickets.search import services as search
        from tickets.sla import policies, reckoning
        from tickets.sla import services as sla
        from tickets.sla.tasks import drain as drain_clocks
        from tickets.ticket import registry as watched
        from tickets.ticket import services as tickets
        from tickets.ticket.models import Channel
        from tickets.ticket.tasks import wake
        from tickets.timeline import registry as timeline
        from tickets.workspace import places
        from tickets.workspace import registry as workspace

        for channel in set(Channel.values) - {Channel.SOCIAL}:  # whatever a ticket began with, mail answers it
            messages.deliverers.add(channel, delivery.deliver)
        outbox.handlers.add(delivery.KIND, delivery.send)
        outbox.on_dead.add(delivery.KIND, delivery.give_up)
        sweeping.sources.add("mail", sweeping.Source(table="tickets_inbound", drain=drain))
        expiring = sweeping.Source(table="tickets_approval", drain=expire, due="next_at", where="next_at IS NOT NULL")
        sweeping.sources.add("approvals", expiring)
        owed = sweeping.Source("tickets_promise", drain_promises, due="next_at", where="next_at IS NOT NULL")
        sweeping.sources.add("promises", owed)
        ticking = sweeping.Source("tickets_slaclock", drain_clocks, due="next_at", where="next_at IS NOT NULL")
        sweeping.sources.add("clocks", ticking)
        asleep = sweeping.Source("tickets_ticket", wake, due="snoozed_until", where="snoozed_until IS NOT NULL")
        sweeping.sources.add("snoozes", asleep)
        outbox.handlers.add(reckoning.KIND, reckoning.work)
        hours.listeners.add("sla", reckoning.calendar_changed)
        watched.watchers.add("sla", sla.align)
        watched.answers.add("sla", sla.answered)
        watched.askers.add("messages", rewording.waits_since)
        watched.objections.add("recovery", recipients.check)
        watched.retractions.add("sla", sla.taken_back)
        messages.arrivals.add("sla", sla.arrived)  # before those that save the ticket: then nobody waits for this reply
        timeline.listeners.add("live", live.announce)
        timeline.readers.add("notifications", telling.tell)
        notifications.listeners.add("live", live.whisper)
        outbox.handlers.add(news.KIND, news.send)
        contacts.listeners.add("live", live.contact_changed)
        messages.listeners.add("search", lambda message: search.index(message=message))
        messages.vows.add("followups", lambda message, by, due: followups.promise(message=message, due_at=due, by=by))
        messages.listeners.add("chasers", chasing.listen)
        messages.arrivals.add("followups", kept_words.arrived)
        timeline.readers.add("followups", kept_words.read)
        timeline.permissions.add("recovery", "recovery.see")
        watched.watchers.add("followups", watching.watch)
        messages.rewordings.add("search", lambda message: search.reindex(ticket_id=message.ticket_id))
        messages.rewordings.add("chasers", chasing.reworded)
        set_ups.add("mailbox", mailboxes.set_up)
        set_ups.add("calendar", calendars.set_up)
        set_ups.add("sla", policies.set_up)
        farewells.add("tickets", lambda member, by: tickets.release(member=member, by=by))
        outbox.handlers.add(acknowledgement.KIND, acknowledgement.send)
        outbox.on_dead.add(acknowledgement.KIND, acknowledgement.give_up)
        mail.returners.add("portal", lambda mail_id, reason: portal.returned(link_id=mail_id, reason=reason))
        mail.closings.add("portal", portal_addresses.closing)
        mail.promises.add("followups", saying.line)
        mail.joiners.add("portal", lambda message: portal.joined(message=message))
        workspace.sections.add("recovery", making_right.section)
        workspace.sections.add("promises", words.section)
        for verb, write in words.SENTENCES.items():
            workspace.sentences.add(verb, write)
        workspace.sections.add("portal", panel.section)
        workspace.settings_pages.add("deadlines", places.deadlines)
        workspace.settings_pages.add("hours", places.hours)
        for verb, sentence in recovered.SENTENCES.items():
            workspace.sentences.add(verb, sentence)
        messages.guards.add("recovery", guarding.guard)
        tokens.scopes.add("tickets", _("Tickets and their timeline"))
        tokens.scopes.add("messages", _("Messages, notes and files"))
        tokens.scopes.add("contacts", _("Contacts and organizations"))
        tokens.scopes.add("notifications", _("One's own notifications"))
        tokens.scopes.add("recovery", _("Repairs, approvals and vouchers"))
        tokens.scopes.add("sla", _("Deadlines: what we aim at"))
        tokens.scopes.add("calendars", _("Working hours and special days"))
