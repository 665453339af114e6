from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from tenants.operators.models import PlatformEntry
from tenants.operators.services import Credentials
from tests.factories.operators import make_operator, office, operating

CLEAN = "TRUNCATE tenants_operator, tenants_operatorsession, tenants_platformentry"


@dataclass
class Office:
    """The operators' process in a test: Ada's browser, and the platform's log."""

    ada: Credentials

    def browser(self, *, signed_in: bool = True, strict: bool = False) -> Client:
        return office(self.ada.operator if signed_in else None, strict=strict)

    def log(self) -> list[tuple[str, str, str]]:
        """(verb, operator, company) of every deed, the oldest first; not how Ada was made."""
        rows = PlatformEntry.objects.exclude(verb="operators.create").order_by("created_at", "id")
        return list(rows.values_list("verb", "operator_label", "company_label"))


@pytest.fixture
def at_office(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Office]:
    """Ada exists; what a test does with her happens `with operating()`.

    A test without the mark `django_db` touches operators' tables only: emptying three is fast, emptying all is not.
    """
    if request.node.get_closest_marker("django_db"):
        with operating():
            made = Office(make_operator())
        yield made
        return
    with django_db_blocker.unblock():
        with operating():
            made = Office(make_operator())
        yield made
        with connection.cursor() as cursor:
            cursor.execute(CLEAN)
        connection.close()
