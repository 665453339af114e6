"""Before a listener listens, its terms are tried: on a text, and on what was said in the last days."""

from datetime import timedelta

import pytest

from social.accounts.models import Brand
from social.listening import preview
from social.listening.rules.query import Conditions
from social.listening.rules.terms import TermSpec
from social.mentions import services as mentions
from tests.factories import said

T = TermSpec
NOW = said.at(60)


def _names(found: preview.Preview) -> list[list[str]]:
    return [[piece.text for piece in sample.pieces if piece.is_name] for sample in found.samples]


@pytest.fixture
def week(brand: Brand) -> None:
    account = said.make_account(brand)
    posts = [
        said.post("p1", "الكنبة من زيتونة وصلت ممزقة"),
        said.post("p2", "Zaytuna jobs: apply now", minutes=1),
        said.post("p3", "Zaytuna again, and Zaytuna still", minutes=2, by="spam.bot"),
        said.post("p4", "Zaytuna is fine", minutes=3, language="en"),
        said.post("p5", "nothing for us", minutes=4),
        said.post("p6", "Zaytuna long ago", minutes=-60 * 24 * 8),
        said.direct("p7", "Zaytuna in private", minutes=5),
    ]
    for post in posts:
        mentions.hear(account=account, data=post)


def test_posts_of_the_last_week_are_counted_and_shown(week: None) -> None:
    asked = [T("Zaytuna"), T("زيتونة"), T("jobs", group="none")]
    found = preview.preview(asked, Conditions(excluded_authors=["spam.bot"]), now=NOW)
    assert (found.matched, found.excluded, found.read, found.is_all) == (2, 2, 5, True)
    assert _names(found) == [["Zaytuna"], ["زيتونة"]]
    assert "".join(piece.text for piece in found.samples[0].pieces) == "Zaytuna is fine"


def test_networks_and_languages_are_minded(week: None) -> None:
    asked = [T("Zaytuna"), T("زيتونة")]
    assert preview.preview(asked, Conditions(networks=["mastodon"]), now=NOW).matched == 0
    assert preview.preview(asked, Conditions(networks=["plaza"]), now=NOW).matched == 4
    arabic = preview.preview(asked, Conditions(languages=["ar"]), now=NOW)
    assert [sample.pieces[0].text for sample in arabic.samples][-1].startswith("الكنبة")
    assert preview.preview(asked, Conditions(), now=NOW + timedelta(days=8)).read == 0


def test_no_more_is_read_than_is_worth_the_wait(week: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MOST_READ", 2)
    found = preview.preview([T("Zaytuna")], Conditions(), now=NOW)
    assert (found.matched, found.read, found.is_all) == (1, 2, False)


def test_a_long_post_is_cut_around_its_name(brand: Brand) -> None:
    text = f"{'far away ' * 100}Zaytuna{' and on' * 100}"
    mentions.hear(account=said.make_account(brand), data=said.post("p1", text))
    (sample,) = preview.preview([T("Zaytuna")], Conditions(), now=NOW).samples
    assert [piece.text for piece in sample.pieces if piece.is_name] == ["Zaytuna"]
    assert sum(len(piece.text) for piece in sample.pieces) == preview.SAMPLE_LENGTH + 2
    assert (sample.pieces[0].text, sample.pieces[-1].text) == ("…", "…")


def test_a_text_is_tried_with_what_it_would_be() -> None:
    tried = preview.tried([T("زين"), T("وظائف", group="none"), T("two words")], "وزين لا ترد")
    assert tried.is_heard
    assert [(piece.text, piece.is_name) for piece in tried.pieces] == [("و", False), ("زين", True), (" لا ترد", False)]
    kept_out = preview.tried([T("زين"), T("وظائف", group="none")], "وظائف زين")
    assert (kept_out.is_heard, kept_out.kept_out) == (False, "وظائف")
    assert not preview.tried([], "زين").is_heard
