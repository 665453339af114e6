"""Names are found in Arabic, Hebrew and English as people write them, and nothing else is."""

import uuid
from collections.abc import Sequence

import pytest

from social.listening.rules import query, terms
from social.listening.rules.scanning import Scanner, Wanted
from social.listening.rules.terms import TermSpec
from tests.social.listening.cases import CASES, HELD_OUT, Case


def wanted(specs: Sequence[TermSpec], listener: uuid.UUID) -> list[Wanted]:
    tidy = [terms.tidy(spec) for spec in specs]
    assert not terms.problems(tidy)
    return [
        Wanted(
            None, listener, uuid.uuid4(), terms.forms(one.kind, one.text), one.kind, one.group, one.prefixes,
            one.suffixes, one.exact, one.text,
        )
        for one in tidy
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text[:30]} | {case.terms[0].text}")
def test_a_name_is_found_where_it_names_somebody(case: Case) -> None:
    listener = uuid.uuid4()
    scanner = Scanner(wanted(case.terms, listener))
    scanned = scanner.scan(case.text)
    verdict = query.verdicts(scanned, scanner.conditional).get(listener, query.Verdict())
    heard = verdict.heard if verdict.is_heard else ()
    assert tuple(case.text[slice(*scanned.span(hit))] for hit in heard) == case.named


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 80
    assert len(HELD_OUT) >= 20
