from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import clock
from social.accounts.models import SocialAccount
from social.mentions import services
from social.mentions.models import Mention, State
from social.square.asked import Show, read, read_mark
from social.square.pages import CODES
from social.square.selectors import page
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories import said
from tests.factories.people import Desk, add_member

pytestmark = pytest.mark.django_db

Browse = Callable[[Desk, Member], Client]
PREAMBLE = 7


@pytest.fixture
def account(zaytuna: Desk) -> Iterator[SocialAccount]:
    with tenant_context(zaytuna.tenant):
        yield said.make_account(said.make_brand())


def fill(account: SocialAccount, count: int) -> None:
    """Mentions straight into the table, of equal and of different weight and time: what is tested here is reading."""
    first = said.noted(account, said.post("first", "Zaytuna!"))
    now = clock.now()
    posts = type(first.post).objects
    kept = posts.bulk_create(
        type(first.post)(
            network="plaza", key=f"k{i}", native_id=f"n{i}", account=account, author=first.post.author, kind="post",
            visibility="public", text=f"Zaytuna post {i}", root_key=f"k{i}", version_at=now, created_at=now,
        )
        for i in range(count - 1)
    )  # fmt: skip
    Mention.objects.bulk_create(
        Mention(
            post=post, brand=account.brand, conversation=first.conversation, via="named", is_tagged=i % 2 == 0,
            priority=i % 7, reasons=[["complaint", i % 7, {}]], created_at=now, due_at=now + timedelta(minutes=i // 3),
        )
        for i, post in enumerate(kept)
    )  # fmt: skip


def test_an_empty_square_thanks(zaytuna: Desk, bob: Member, browse: Browse) -> None:
    assert b"Everybody in the square was heard" in browse(zaytuna, bob).get("/square/").content


def test_the_weightiest_stands_first_and_each_says_why(
    zaytuna: Desk, bob: Member, browse: Browse, account: SocialAccount
) -> None:
    praise = said.noted(account, said.post("p1", "Zaytuna, lovely sofa", by="loud"))
    need = said.noted(account, said.post("p2", "Zaytuna, my child sleeps on the floor", by="quiet"))
    Mention.objects.filter(pk=praise.pk).update(priority=9, reasons=[["reach", 9, {"followers": 200_000}]])
    Mention.objects.filter(pk=need.pk).update(
        priority=65, intent="complaint", reasons=[["complaint", 40, {}], ["need.child", 25, {}]]
    )
    shown = browse(zaytuna, bob).get("/square/").content.decode()
    assert shown.index("sleeps on the floor") < shown.index("lovely sofa")
    assert "A child is affected" in shown
    assert "+25" in shown
    assert "Ranked by need, not by reach" in shown


def test_what_it_was_found_by_is_marked_and_markup_stays_words(
    zaytuna: Desk, bob: Member, browse: Browse, account: SocialAccount
) -> None:
    said.noted(account, said.post(text="<b>Hello</b> Zaytuna & co"), hits=[["zaytuna", 13, 20]])
    shown = browse(zaytuna, bob).get("/square/").content.decode()
    assert "<mark>Zaytuna</mark>" in shown
    assert "&lt;b&gt;Hello&lt;/b&gt;" in shown


@pytest.mark.parametrize("show", list(Show))
def test_every_mention_is_seen_once_from_page_to_page_and_back(
    zaytuna: Desk, bob: Member, account: SocialAccount, show: Show
) -> None:
    fill(account, 75)
    if show is Show.SETTLED:
        Mention.objects.update(state=State.DISMISSED, settled_at=clock.now())
    asked = read({"show": show.value})
    pages = [page(bob, asked, CODES, mark=None, backwards=False)]
    while pages[-1].older:
        pages.append(page(bob, asked, CODES, mark=read_mark(pages[-1].older, show), backwards=False))
    forward = [one.pk for part in pages for one in part.mentions]
    back = pages[-1]
    for part in reversed(pages[:-1]):
        back = page(bob, asked, CODES, mark=read_mark(back.newer, show), backwards=True)
        assert [one.pk for one in back.mentions] == [one.pk for one in part.mentions]
    assert len(pages) == 3
    assert len(forward) == len(set(forward)) == 75
    assert back.newer == ""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"tagged ar", "named en", "arabizi"}),
        ("?show=all", {"tagged ar", "named en", "arabizi", "gone"}),
        ("?show=settled", {"gone"}),
        ("?found=tagged", {"tagged ar"}),
        ("?found=named", {"named en", "arabizi"}),
        ("?intent=praise", {"named en"}),
        ("?language=ar", {"tagged ar", "arabizi"}),
        ("?language=other", set()),
        ("?network=mastodon", set()),
        ("?brand=nothing&network=%00&found=x&after=y", {"tagged ar", "named en", "arabizi"}),
    ],
)
def test_the_queue_is_narrowed(
    zaytuna: Desk, alice: Member, bob: Member, browse: Browse, account: SocialAccount, query: str, found: set[str]
) -> None:
    texts = {"tagged ar": ("ar", True, "complaint"), "named en": ("en", False, "praise")}
    texts |= {"arabizi": ("ar-Latn", False, "question"), "gone": ("en", False, "spam")}
    for key, (language, is_tagged, intent) in texts.items():
        one = said.noted(account, said.post(key, key, by=key.replace(" ", "-")))
        Mention.objects.filter(pk=one.pk).update(language=language, is_tagged=is_tagged, intent=intent)
    services.dismiss(mention=Mention.objects.get(post__key="gone"), reason="spam", by=alice)
    shown = browse(zaytuna, bob).get(f"/square/{query}").content.decode()
    assert {key for key in texts if f">{key}<" in shown.replace("\n", "")} == found


def test_who_only_looks_finds_no_buttons(zaytuna: Desk, browse: Browse, account: SocialAccount) -> None:
    light = add_member(zaytuna, "light@zaytuna.example", "light")
    said.noted(account, said.post())
    page = browse(zaytuna, light).get("/square/").content.decode()
    assert "arrived torn" in page
    assert "/thanks/" not in page
    assert "/dismissal/" not in page


def test_another_company_sees_nothing_of_it(
    zaytuna: Desk, tapuz: Desk, charlie: Member, browse: Browse, account: SocialAccount
) -> None:
    one = said.noted(account, said.post())
    client = browse(tapuz, charlie)
    assert b"arrived torn" not in client.get("/square/?show=all").content
    for path in (f"/square/{one.pk}/", f"/square/authors/{one.post.author_id}/"):
        assert client.get(path).status_code == 404


def test_a_page_costs_the_same_for_ten_and_for_a_thousand(
    zaytuna: Desk,
    bob: Member,
    browse: Browse,
    account: SocialAccount,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browse(zaytuna, bob)
    fill(account, 10)
    client.get("/square/")
    # frame: counters, rail; page: mentions, open, late, brands, networks
    with django_assert_num_queries(PREAMBLE + 7):
        client.get("/square/")
    Mention.objects.all().delete()
    type(account).objects.exclude(pk=account.pk).delete()
    said.Post.objects.all().delete()
    fill(account, 1000)
    with django_assert_num_queries(PREAMBLE + 7):
        client.get("/square/")
