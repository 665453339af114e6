from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SocialConfig(AppConfig):
    name = "social"
    verbose_name = gettext_lazy("The public square")

    def ready(self) -> None:
        from social import tasks as tasks  # Celery finds a task where it is imported

        _know_networks()
        _take_in()
        _answer()
        _show()
        _tell()


def _know_networks() -> None:
    from django.conf import settings

    from social.connectors.mastodon.connector import Mastodon
    from social.connectors.plaza.connector import Plaza
    from social.connectors.registry import connectors
    from social.connectors.rss.connector import Rss

    connectors.add("mastodon", Mastodon())
    connectors.add("rss", Rss())
    if settings.DEMO:  # it does not exist
        connectors.add("plaza", Plaza())


def _take_in() -> None:
    from social.accounts import registry as accounts
    from social.intake import sources
    from social.intake.tasks import drain, poll
    from social.listening import registry as listening
    from social.matching import selectors as matching
    from tenants.outbox import sweeping

    sweeping.sources.add("webhooks", sweeping.Source(table="social_delivery", drain=drain))
    sweeping.sources.add("sources", sweeping.Source(table="social_source", drain=poll))
    accounts.listeners.add("sources", lambda account: sources.follow(account=account))
    listening.listeners.add("sources", lambda listener: sources.follow_brand(brand=listener.brand))
    listening.posts.add("posts", matching.stored)


def _answer() -> None:
    from social.accounts import registry as accounts
    from social.guard import words as guard
    from social.handoffs import guarding
    from social.handoffs import selectors as handoffs
    from social.handoffs import services as handing
    from social.mentions import selectors as mentions
    from social.publishing import delivery, sending
    from social.publishing import registry as publishing
    from social.publishing import services as publications
    from tenants.outbox import registry as outbox
    from tickets.messages import registry as messages
    from tickets.portal import registry as portal
    from tickets.ticket.models import Channel

    messages.deliverers.add(Channel.SOCIAL, delivery.deliver)
    outbox.handlers.add(delivery.KIND, sending.send)
    outbox.on_dead.add(delivery.KIND, sending.give_up)
    accounts.listeners.add("publishing", publications.account_changed)
    publishing.purposes.add("handoffs", handing.purpose)
    publishing.pages.add("handoffs", handoffs.reads_page)
    publishing.closings.add("handoffs", handoffs.closing_line)
    portal.visitors.add("handoffs", handing.visited)
    messages.excuses.add("mentions", mentions.without_outcome)
    messages.guards.add("guard", guard.guard)
    messages.guards.add("handoffs", guarding.guard)


def _show() -> None:
    from social.handoffs import panel
    from social.listening import pages as listening
    from social.mentions import marks as mentions
    from social.publishing import marks, voices
    from social.square import panel as square
    from social.triage import panel as triage
    from tickets.ticket.models import Channel
    from tickets.workspace import registry as workspace

    workspace.voices.add(Channel.SOCIAL, voices.voices)
    workspace.bridges.add("handoffs", panel.section)
    workspace.marks.add("publishing", marks.marks)
    workspace.marks.add("mentions", mentions.marks)
    workspace.reasons.add("triage", triage.section)
    workspace.sections.add("author", square.section)
    workspace.figures.add("square", square.figures)
    workspace.rail.add("square", square.rail)
    workspace.settings_pages.add("square", square.settings_pages)
    workspace.settings_pages.add("listening", listening.place)


def _tell() -> None:
    from django.utils.translation import gettext_lazy as _

    from social.handoffs import sentences as handoffs
    from social.mentions import sentences as mentions
    from social.publishing import sentences as publishing
    from social.triage import words as triage
    from tenants.tokens import registry as tokens
    from tickets.workspace import registry as workspace

    for verb, sentence in (publishing.SENTENCES | handoffs.SENTENCES | mentions.SENTENCES).items():
        workspace.sentences.add(verb, sentence)
    workspace.sentences.add("triage.corrected", triage.corrected)
    tokens.scopes.add("social", _("Mentions, listeners and social accounts"))
