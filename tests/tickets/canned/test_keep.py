"""A reply is kept when it is whole: one shortcut, both title and text in each language, no place that nobody knows."""

import pytest

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tests.tickets.canned.conftest import Make
from tickets.canned import services
from tickets.canned.errors import BadPlaceholders, ShortcutTaken, Unfinished
from tickets.canned.models import CannedReply

pytestmark = pytest.mark.django_db
TITLES = {"en": "Late parcel", "ar": "تأخّر الشحنة"}
BODIES = {"en": 'Hello {{contact.first_name|"there"}},\r\nit is on its way.', "ar": "أهلًا {{contact.first_name}}،"}


def test_a_reply_is_kept_in_two_languages_and_the_audit_has_it(zaytuna: Desk, alice: Member, make: Make) -> None:
    reply = make(" /Late Parcel ", titles=TITLES, bodies=BODIES)
    with tenant_context(zaytuna.tenant):
        entry = Entry.objects.get(verb="canned.create")
    assert (reply.shortcut, reply.title_ar, reply.body_he) == ("late-parcel", "تأخّر الشحنة", None)
    assert reply.body_en == 'Hello {{contact.first_name|"there"}},\nit is on its way.'
    assert (entry.actor_id, entry.object_label, entry.after["title_en"]) == (alice.pk, "/late-parcel", "Late parcel")


@pytest.mark.parametrize(("typed", "kept"), [("شحن متأخر", "شحن-متأخر"), ("/איחור", "איחור"), ("a/b c", "a-b-c")])
def test_a_shortcut_is_one_word_of_any_script(make: Make, typed: str, kept: str) -> None:
    assert make(typed, titles=TITLES, bodies=BODIES).shortcut == kept


@pytest.mark.parametrize(
    ("shortcut", "titles", "bodies", "lacking"),
    [
        ("late", {}, {}, []),
        ("late", {"en": "Late"}, {"en": "  "}, ["en"]),
        ("late", {"en": "Late"}, {"en": "Sorry", "ar": "نعتذر"}, ["ar"]),
        ("/", TITLES, BODIES, []),
    ],
)
def test_what_is_not_whole_is_refused(
    zaytuna: Desk, make: Make, shortcut: str, titles: dict[str, str], bodies: dict[str, str], lacking: list[str]
) -> None:
    with pytest.raises(Unfinished) as refused:
        make(shortcut, titles=titles, bodies=bodies)
    assert refused.value.languages == lacking
    with tenant_context(zaytuna.tenant):
        assert not CannedReply.objects.exists()


def test_a_place_that_nobody_knows_is_named_with_its_language(zaytuna: Desk, make: Make) -> None:
    with pytest.raises(BadPlaceholders) as refused:
        make(titles=TITLES, bodies={"en": "Hello {{customer.name}}", "ar": "أهلًا {{contact.name"})
    assert refused.value.problems["en"].unknown == ("customer.name",)
    assert refused.value.problems["ar"].broken == ("{{",)
    with tenant_context(zaytuna.tenant):
        assert not CannedReply.objects.exists()


def test_a_change_tells_only_what_changed_and_keeps_other_languages(zaytuna: Desk, alice: Member, make: Make) -> None:
    reply = make(titles=TITLES, bodies=BODIES)
    with tenant_context(zaytuna.tenant):
        for _ in range(2):
            reply = services.change(
                reply=reply, shortcut="late", titles={"en": "Delay"}, bodies={"en": BODIES["en"]}, by=alice
            )
        entry = Entry.objects.get(verb="canned.change")
    assert (reply.title_en, reply.title_ar) == ("Delay", "تأخّر الشحنة")
    assert (entry.before, entry.after) == ({"title_en": "Late parcel"}, {"title_en": "Delay"})


def test_a_shortcut_is_taken_once_even_by_an_archived_reply(
    zaytuna: Desk, tapuz: Desk, alice: Member, charlie: Member, make: Make
) -> None:
    first = make("late", titles=TITLES, bodies=BODIES)
    with tenant_context(zaytuna.tenant):
        services.archive(reply=first, by=alice)
    with pytest.raises(ShortcutTaken):
        make("LATE", titles=TITLES, bodies=BODIES)
    with tenant_context(tapuz.tenant):
        services.create(shortcut="late", titles=TITLES, bodies=BODIES, by=charlie)


def test_archiving_and_restoring_are_told_once(zaytuna: Desk, alice: Member, make: Make) -> None:
    reply = make(titles=TITLES, bodies=BODIES)
    with tenant_context(zaytuna.tenant):
        for verb in (services.archive, services.archive, services.restore, services.restore):
            reply = verb(reply=reply, by=alice)
        verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert reply.archived_at is None
    assert verbs == ["canned.create", "canned.archive", "canned.restore"]


def test_each_use_counts(zaytuna: Desk, make: Make) -> None:
    reply = make(titles=TITLES, bodies=BODIES)
    with tenant_context(zaytuna.tenant):
        for _ in range(3):
            services.use(reply_id=reply.pk)
        reply.refresh_from_db()
    assert reply.used == 3
