"""English has one word where Arabic and Hebrew have several: these never go to the translators alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOTS = ("helpdesk", "tenants", "tickets", "social")
OPERATORS = "helpdesk/operators"  # their pages name companies of others, in one sense


@pytest.mark.parametrize("word", ["Solved", "Owner", "Company"])
def test_an_ambiguous_word_says_what_it_means(word: str) -> None:
    bare = re.compile(rf"""\b_\(["']{word}["']\)|{{%\s*translate\s+["']{word}["']\s*(?:as \w+\s*)?%}}""")
    found = [
        str(path.relative_to(settings.BASE_DIR))
        for root in ROOTS
        for path in Path(settings.BASE_DIR, root).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and bare.search(path.read_text())
    ]
    assert [path for path in found if not path.startswith(OPERATORS)] == []
