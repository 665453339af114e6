"""A company's own statuses and categories, in its own words and order."""

import pytest
from django.utils import translation

from tenants.audit.models import Entry
from tenants.isolation.context import tenant_context
from tenants.membership.models import Member
from tests.factories.people import Desk
from tickets.ticket import labels, selectors
from tickets.ticket.errors import Nameless
from tickets.ticket.models import Category, CustomStatus

pytestmark = pytest.mark.django_db
COURIER = {"en": "Waiting for the courier", "ar": "بانتظار المندوب", "he": "ממתינים לשליח"}


def test_a_status_of_a_kind_is_named_in_each_language(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        made = labels.create_status(kind="waiting", names=COURIER, by=alice)
        entry = Entry.objects.get(verb="ticket.create_status")
        for language, name in COURIER.items():
            with translation.override(language):
                assert str(CustomStatus.objects.get(pk=made.pk)) == name
    assert (entry.actor_id, entry.after) == (alice.pk, {"name": COURIER, "kind": "waiting"})


@pytest.mark.parametrize("names", [{}, {"en": ""}, {"ar": "  "}])
def test_a_label_without_a_name_is_refused(zaytuna: Desk, alice: Member, names: dict[str, str]) -> None:
    with tenant_context(zaytuna.tenant):
        with pytest.raises(Nameless):
            labels.create_category(names=names, by=alice)
        category = labels.create_category(names={"en": "Delivery"}, by=alice)
        with pytest.raises(Nameless):
            labels.rename(label=category, names={"en": ""}, by=alice)
        assert [str(one) for one in Category.objects.all()] == ["Delivery"]


def test_a_renamed_category_keeps_the_languages_nobody_mentioned(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        category = labels.create_category(names={"en": "Delivery", "ar": "التوصيل"}, by=alice)
        for _ in range(2):
            category = labels.rename(label=category, names={"en": "Shipping"}, by=alice)
        entry = Entry.objects.get(verb="ticket.rename_category")
    assert (category.name_en, category.name_ar) == ("Shipping", "التوصيل")
    assert (entry.before["name"]["en"], entry.after["name"]["en"]) == ("Delivery", "Shipping")


def test_categories_stand_in_the_order_the_company_gives_them(zaytuna: Desk, alice: Member) -> None:
    def order() -> list[str]:
        return [str(one) for one in selectors.categories()]

    with tenant_context(zaytuna.tenant):
        first, second, third = (labels.create_category(names={"en": name}, by=alice) for name in ("A", "B", "C"))
        assert order() == ["A", "B", "C"]
        labels.move(label=third, up=True, by=alice)
        assert order() == ["A", "C", "B"]
        labels.move(label=first, up=True, by=alice)
        assert order() == ["A", "C", "B"]
        labels.move(label=first, up=False, by=alice)
        assert order() == ["C", "A", "B"]
        labels.archive(label=third, by=alice)
        labels.restore(label=third, by=alice)
        assert order() == ["A", "B", "C"]
        assert Entry.objects.filter(verb="ticket.move_category").count() == 2
        assert second.pk


def test_statuses_move_among_their_kind(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        waiting = labels.create_status(kind="waiting", names={"en": "Courier"}, by=alice)
        solved = labels.create_status(kind="solved", names={"en": "Refunded"}, by=alice)
        labels.move(label=solved, up=True, by=alice)
        assert [waiting.position, solved.position] == [0, 0]
        assert not Entry.objects.filter(verb="ticket.move_status").exists()


def test_what_is_archived_is_offered_no_more_until_it_is_restored(zaytuna: Desk, alice: Member) -> None:
    with tenant_context(zaytuna.tenant):
        status = labels.create_status(kind="waiting", names=COURIER, by=alice)
        for _ in range(2):
            labels.archive(label=status, by=alice)
        assert not selectors.custom_statuses().exists()
        for _ in range(2):
            labels.restore(label=status, by=alice)
        assert selectors.custom_statuses().get() == status
        verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["ticket.create_status", "ticket.archive_status", "ticket.restore_status"]
