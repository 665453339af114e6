"""What the tests of the public square share."""

from collections.abc import Iterable

import pytest

from social.listening.models import Term
from social.listening.rules.scanning import Wanted
from social.matching import terms


class _Own(terms.Source):
    """The live terms of the current company, read in the test's own transaction: no other connection sees them."""

    def version(self) -> terms.Version:
        return (object(),)

    def terms(self) -> Iterable[Wanted]:
        return [
            Wanted(row.tenant_id, row.listener_id, row.pk, row.forms, row.kind, row.group, row.prefixes, row.suffixes)
            for row in Term.objects.filter(is_live=True)
        ]


@pytest.fixture(autouse=True)
def _terms_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "shared", terms.Shared(_Own()))
    monkeypatch.setattr(terms, "ASK_EVERY", 0.0)
