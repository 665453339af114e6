import pytest

from tenants.signup import rules, selectors
from tenants.signup.rules import Refusal
from tests.factories.people import Desk

PLAIN = ["www", "api", "admin", "mail", "support", "heard", "platform", "static", "demo", "app", "help", "status"]
DISGUISED = [
    "adm1n",
    "ma1l",
    "supp0rt",
    "s-u-p-p-o-r-t",
    "5tatic",
    "hea-rd",
    "heard-login",
    "my-heard",
    "l0gin",
    "rnail",
]


@pytest.mark.parametrize("slug", ["abc", "zaytuna", "zaytuna-home", "7eleven", "a-1-b-2", "x" * 40, "unheard"])
def test_a_plain_address_may_be_had(slug: str) -> None:
    assert rules.refusal(slug) is None


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("", Refusal.EMPTY),
        ("ab", Refusal.SHORT),
        ("x" * 41, Refusal.LONG),
        ("-abc", Refusal.HYPHENS),
        ("abc-", Refusal.HYPHENS),
        ("a--bc", Refusal.HYPHENS),
        ("xn--zgb6b", Refusal.HYPHENS),
        ("Zaytuna", Refusal.LETTERS),
        ("زيتونة", Refusal.LETTERS),
        ("תפוז", Refusal.LETTERS),
        ("zаytuna", Refusal.LETTERS),  # a Cyrillic letter
        ("zay\u200btuna", Refusal.LETTERS),
        ("٣٣٣", Refusal.LETTERS),
        ("zay tuna", Refusal.LETTERS),
        ("zay.tuna", Refusal.LETTERS),
        ("zay_tuna", Refusal.LETTERS),
        ("zaytuna\n", Refusal.LETTERS),
        ("../etc", Refusal.LETTERS),
    ],
)
def test_what_cannot_be_typed_everywhere_is_refused(slug: str, reason: Refusal) -> None:
    assert rules.refusal(slug) == reason


@pytest.mark.parametrize("slug", [*PLAIN, *DISGUISED])
def test_what_could_be_taken_for_us_is_reserved(slug: str) -> None:
    assert rules.refusal(slug) == Refusal.RESERVED


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Zaytuna Home", "zaytuna-home"),
        ("  Café Ñandú & Co. ", "cafe-nandu-co"),
        ("زيتونة هوم", "zituna-hum"),
        ("זיתונה הום", "zitona-hom"),
        ("يوسف", "yusf"),
        ("Support", "support-sa"),
        ("AB", "ab-sa"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_an_address_is_proposed_for_a_name(name: str, slug: str) -> None:
    assert next(rules.propose(name, "SA"), "") == slug


@pytest.mark.parametrize("name", ["x" * 200, "a-" * 60, "-- --", "xn--abc", "'; DROP TABLE", "\u202e\u0000", "م" * 90])
def test_whatever_the_name_a_proposal_may_be_had(name: str) -> None:
    assert all(rules.refusal(slug) is None for slug in rules.propose(name, "SA"))


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["zaytuna", "zay-tuna", "zayt0na", "z4ytun4"])
def test_an_address_like_one_that_is_taken_is_not_free(zaytuna: Desk, slug: str) -> None:
    assert not selectors.is_free(slug)
    assert selectors.is_free(f"{slug}-home")


@pytest.mark.django_db
def test_the_proposal_is_free(zaytuna: Desk) -> None:
    assert selectors.proposal("Zaytuna", "SA") == "zaytuna-sa"
    assert selectors.proposal("Zaytuna") == "zaytuna-care"


@pytest.mark.parametrize(("header", "country"), [("ar-EG,ar;q=0.9", "EG"), ("he-IL", "IL"), ("en", ""), ("", "")])
def test_the_browser_tells_the_country(header: str, country: str) -> None:
    assert rules.guess_country(header) == country
