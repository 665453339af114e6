"""What was said is kept once, and the same rows come of any order."""

from typing import Any

import pytest

from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.models import Author, Post, Revision
from tenants.isolation.context import tenant_context
from tests.factories import said
from tests.factories.people import Desk


@pytest.fixture
def account(zaytuna: Desk) -> Any:
    with tenant_context(zaytuna.tenant):
        yield said.make_account(said.make_brand())


def test_a_post_is_kept_with_its_author(account: SocialAccount) -> None:
    heard = services.hear(account=account, data=said.post("p1", likes=3, tagged=["page-1"], root_key="r"))
    assert (heard.is_new, heard.is_changed, heard.is_own, heard.is_first) == (True, False, False, True)
    post = said.stored("p1")
    assert (post.text, post.likes, post.tagged, post.root_key) == (
        "The sofa from Zaytuna arrived torn.",
        3,
        ["page-1"],
        "r",
    )
    assert post.author is not None
    assert (post.author.handle, post.author.followers, post.author.account) == ("noura", 40, None)


def test_a_post_that_came_before_changes_nothing(account: SocialAccount) -> None:
    first = services.hear(account=account, data=said.post("p1"))
    again = services.hear(account=account, data=said.post("p1"))
    assert again.post.pk == first.post.pk
    assert (again.is_new, again.is_changed) == (False, False)
    assert Post.objects.count() == Author.objects.count() == 1
    assert not Revision.objects.exists()
