"""Need before reach, with reasons that add up."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from social.triage.rules import priority
from social.triage.rules.priority import INTENTS, NEEDS, Facts, weigh

ANY = some.builds(
    Facts,
    intent=some.sampled_from([*INTENTS, "spam", "news"]),
    is_severe=some.booleans(),
    needs=some.lists(some.sampled_from(sorted(NEEDS)), max_size=3),
    waited_minutes=some.integers(-10, 100_000),
    target_minutes=some.integers(0, 2_000),
    earlier=some.integers(0, 50),
    unanswered=some.integers(0, 50),
    is_known=some.booleans(),
    followers=some.none() | some.integers(0, 10**9),
)
FOLLOWERS = some.none() | some.integers(0, 10**9)


@given(ANY)
def test_the_reasons_add_up_to_a_score_within_bounds(facts: Facts) -> None:
    found = weigh(facts)
    assert found.score == sum(points for _, points, _ in found.reasons)
    assert 0 <= found.score <= 100
    assert all(points > 0 for _, points, _ in found.reasons[1:])
    assert found.reasons[0][0] == facts.intent


@given(ANY, FOLLOWERS, FOLLOWERS)
def test_reach_never_moves_more_than_ten_points(facts: Facts, some_reach: int | None, other: int | None) -> None:
    scores = [weigh(replace(facts, followers=reach)).score for reach in (some_reach, other)]
    assert abs(scores[0] - scores[1]) <= priority.REACH <= 10


@given(ANY)
def test_reach_is_at_most_a_tenth_of_the_score(facts: Facts) -> None:
    found = weigh(facts)
    reach = sum(points for code, points, _ in found.reasons if code == "reach")
    assert 10 * reach <= found.score


@given(ANY, ANY, some.sampled_from(["injury", "fire", "allergy", "self_harm", "child"]))
def test_a_complaint_about_safety_of_somebody_unknown_outranks_any_praise_of_somebody_famous(
    small: Facts, famous: Facts, need: str
) -> None:
    complaint = replace(small, intent="complaint", needs=[need], followers=40)
    praise = replace(famous, intent="praise", needs=[], is_severe=False, followers=200_000)
    assert weigh(complaint).score > weigh(praise).score


@given(ANY, some.sampled_from(sorted(NEEDS)))
def test_more_need_never_weighs_less(facts: Facts, need: str) -> None:
    assert weigh(replace(facts, needs=[*facts.needs, need])).score >= weigh(facts).score
    assert weigh(replace(facts, is_severe=True)).score >= weigh(replace(facts, is_severe=False)).score
    assert weigh(replace(facts, waited_minutes=facts.waited_minutes + 30)).score >= weigh(facts).score
    assert weigh(replace(facts, unanswered=facts.unanswered + 1)).score >= weigh(facts).score


def test_the_child_without_a_bed_is_on_top() -> None:
    found = weigh(Facts("complaint", True, ["child"], 53, 60, earlier=2, unanswered=2, followers=40))
    assert found.reasons == (
        ("complaint", 30, {}),
        ("severe", 10, {}),
        ("need.child", 25, {}),
        ("waiting", 13, {"minutes": 53}),
        ("again", 8, {"times": 2}),
        ("unanswered", 2, {"times": 2}),
        ("reach", 1, {"followers": 40}),
    )
    assert found.score == 89


def test_nobody_waits_behind_spam() -> None:
    assert weigh(Facts("spam", needs=["fire"], waited_minutes=600, followers=10**6)).reasons == (("spam", 0, {}),)
