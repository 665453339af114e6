"""An article that names a brand is a mention, and no ticket: nobody waits for an answer to it."""

from datetime import UTC, datetime

import pytest

from social.accounts import services as accounts
from social.connectors.protocol import AuthorData, Connected, Kind, PostData, Seen
from social.intake import pipeline
from social.listening import services as listening
from social.listening.rules.terms import TermSpec
from social.mentions.models import Mention
from tenants.isolation.context import tenant_context
from tests.factories.people import Desk

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_feed_that_we_read_is_not_our_own_voice(zaytuna: Desk) -> None:
    owner = zaytuna.members["owner"]
    with tenant_context(zaytuna.tenant):
        brand = accounts.first_brand()
        listener = listening.create(
            brand=brand, name="Us", terms=[TermSpec(text="Zaytuna Home", kind="phrase")], by=owner
        )
        listening.activate(listener=listener, by=owner)
        feed = Connected("feed-1", "news.example", "News", "https://news.example/feed")
        account = accounts.connect(brand=brand, network="rss", connected=feed, by=owner)
        author = AuthorData(key="feed-1", native_id="feed-1", handle="news.example", name="News")
        title = "Zaytuna Home opens a third shop"
        article = PostData("a1", "a1", author, "In Jeddah.", AT, AT, kind=Kind.ARTICLE, title=title)
        pipeline.take_in(account=account, event=Seen(article))
        mention = Mention.objects.get()
        assert (mention.via, mention.is_tagged, mention.ticket_id) == ("feed", False, None)
