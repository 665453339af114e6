from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SocialConfig(AppConfig):
    name = "social"
    verbose_name = gettext_lazy("The public square")

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from social import tasks as tasks  # Celery finds a task where it is imported
        from social.accounts import registry as accounts
        from social.connectors.mastodon.connector import Mastodon
        from social.connectors.plaza.connector import Plaza
        from social.connectors.registry import connectors
        from social.connectors.rss.connector import Rss
        from social.guard import words as guard
        from social.handoffs import guarding, panel
        from social.handoffs import selectors as handoffs
        from social.handoffs import sentences as handoff_words
        from social.handoffs import services as handing
        from social.intake import sources
        from social.intake.tasks import drain, poll
        from social.listening import pages as listening_pages
        from social.listening import registry as listening
        from social.matching import selectors as matching
        from social.mentions import marks as mention_marks
        from social.mentions import sentences as mention_words
        from social.publishing import delivery, marks, sending, voices
        from social.publishing import registry as publishing
        from social.publishing import sentences as publication_words
        from social.publishing import services as publications
        from social.square import panel as square
        from social.triage import panel as triage
        from social.triage import words as triage_words
        from tenants.outbox import registry as outbox
        from tenants.outbox import sweeping
        from tenants.tokens import registry as tokens
        from tickets.messages import registry as messages
        from tickets.portal import registry as portal
        from tickets.ticket.models import Channel
        from tickets.workspace import registry as workspace

        connectors.add("mastodon", Mastodon())
        connectors.add("rss", Rss())
        if settings.DEMO:  # it does not exist
            connectors.add("plaza", Plaza())
        sweeping.sources.add("webhooks", sweeping.Source(table="social_delivery", drain=drain))
        sweeping.sources.add("sources", sweeping.Source(table="social_source", drain=poll))
        accounts.listeners.add("sources", lambda account: sources.follow(account=account))
        listening.listeners.add("sources", lambda listener: sources.follow_brand(brand=listener.brand))
        listening.posts.add("posts", matching.stored)
        messages.deliverers.add(Channel.SOCIAL, delivery.deliver)
        outbox.handlers.add(delivery.KIND, sending.send)
        outbox.on_dead.add(delivery.KIND, sending.give_up)
        accounts.listeners.add("publishing", publications.account_changed)
        workspace.voices.add(Channel.SOCIAL, voices.voices)
        publishing.purposes.add("handoffs", handing.purpose)
        publishing.pages.add("handoffs", handoffs.reads_page)
        publishing.closings.add("handoffs", handoffs.closing_line)
        portal.visitors.add("handoffs", handing.visited)
        messages.guards.add("guard", guard.guard)
        messages.guards.add("handoffs", guarding.guard)
        workspace.bridges.add("handoffs", panel.section)
        workspace.marks.add("publishing", marks.marks)
        workspace.marks.add("mentions", mention_marks.marks)
        for verb, sentence in (publication_words.SENTENCES | handoff_words.SENTENCES | mention_words.SENTENCES).items():
            workspace.sentences.add(verb, sentence)
        workspace.sections.add("author", square.section)
        workspace.reasons.add("triage", triage.section)
        workspace.figures.add("square", square.figures)
        workspace.rail.add("square", square.rail)
        workspace.settings_pages.add("square", square.settings_pages)
        workspace.sentences.add("triage.corrected", triage_words.corrected)
        workspace.settings_pages.add("listening", listening_pages.place)
        tokens.scopes.add("social", _("Mentions, listeners and social accounts"))
