"""Places in a text: filled in once, from a list, and nothing else ever happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib import placeholders
from helpdesk.lib.placeholders import Kind, fill, left_over, problems

KNOWN = ("contact.first_name", "contact.name", "ticket.number", "agent.name")
VALUES = {"contact.first_name": "Noura", "contact.name": "Noura Qahtani", "ticket.number": "88347", "agent.name": ""}
NO_BRACES = st.text().filter(lambda text: "{{" not in text and "}}" not in text)
ONE_LINE = st.text(alphabet=st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).map(str.strip)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {{contact.first_name}}, your number is {{ticket.number}}.", "Hello Noura, your number is 88347."),
        ("{{ Contact.First_Name }}", "Noura"),
        ("أهلًا {{\u200fcontact.first_name\u200f}}،", "أهلًا Noura،"),
        ("{{contact.name}}{{contact.name}}", "Noura QahtaniNoura Qahtani"),
        ('{{agent.name|"your desk"}}', "your desk"),
        ("{{agent.name | 'your desk'}}", "your desk"),
        ("{{agent.name|“your desk”}}", "your desk"),
        ("{{agent.name|«فريق العناية»}}", "فريق العناية"),
        ("{{agent.name|״הצוות שלנו״}}", "הצוות שלנו"),
        ("{{agent.name|»הצוות«}}", "הצוות"),
        ("{{agent.name|„Team“}}", "Team"),
        ('{{agent.name|"it\'s us"}}', "it's us"),
        ('Hi{{agent.name|""}}!', "Hi!"),
        ("one\r\ntwo {{ticket.number}}\nthree", "one\r\ntwo 88347\nthree"),
    ],
)
def test_places_take_their_value_or_their_fallback(text: str, filled: str) -> None:
    assert not problems(text, KNOWN)
    assert (fill(text, VALUES).text, fill(text, VALUES).missing) == (filled, [])


def test_a_place_without_value_and_fallback_stays_and_is_told() -> None:
    filled = fill("Yours, {{ agent.name }} and {{agent.name}}", VALUES)
    assert filled.text == "Yours, {{agent.name}} and {{agent.name}}"
    assert filled.missing == ["{{agent.name}}"]
    assert [part.kind for part in filled.parts] == [Kind.TEXT, Kind.MISSING, Kind.TEXT, Kind.MISSING]


@pytest.mark.parametrize(
    ("text", "unknown", "broken"),
    [
        ("{{customer.name}}", ["customer.name"], []),
        ("{{contact.name.__class__}}", ["contact.name.__class__"], []),
        ("{{contact}}", ["contact"], []),
        ("{{contact.name", [], ["{{"]),
        ("contact.name}}", [], ["}}"]),
        ("{{}}", [], ["{{}}"]),
        ("{{contact.name|there}}", [], ["{{contact.name|there}}"]),
        ('{{contact.name|"there}}', [], ['{{contact.name|"there}}']),
        ("{{שם}}", [], ["{{שם}}"]),
        ("{{contact.name\n}}", [], ["{{", "}}"]),
        ("{{{{contact.name}}}}", [], ["{{", "}}"]),
        ("{{7*7}} {% load x %} ${x} #{x}", [], ["{{7*7}}"]),
        ("{a} {b", [], []),
    ],
)
def test_what_is_no_place_is_named(text: str, unknown: list[str], broken: list[str]) -> None:
    found = problems(text, KNOWN)
    assert (list(found.unknown), list(found.broken)) == (unknown, broken)
    assert bool(found) == bool(unknown or broken)


@given(NO_BRACES)
def test_a_text_without_places_comes_out_as_it_went_in(text: str) -> None:
    assert fill(text, VALUES).text == text
    assert not problems(text, KNOWN)


@given(ONE_LINE.filter(bool))
def test_a_value_is_taken_as_it_is_whatever_it_says(value: str) -> None:
    assert fill("<{{contact.name}}>", {"contact.name": value}).text == f"<{value}>"


@pytest.mark.parametrize(
    "value",
    [
        "{{ticket.number}}", '{{agent.name|"x"}}', "{{7*7}}", "{{ config.items() }}", "{% debug %}", "${7*7}", "#{7*7}",
        "{{''.__class__.__mro__[1].__subclasses__()}}", "<%= 7*7 %>", "{{request|attr('application')}}",
        "{0.__class__}", "%(ticket)s", "\\1", "\\g<name>", "{{", "}}", "{{{{ticket.number}}}}",
    ],
)  # fmt: skip
def test_a_value_is_never_read_as_a_place(value: str) -> None:
    filled = fill("{{contact.name}} {{ticket.number}}", {**VALUES, "contact.name": value})
    assert filled.text == f"{value} 88347"
    assert filled.missing == []


@given(st.text())
def test_a_value_stays_on_its_line(value: str) -> None:
    filled = fill("Subject: {{contact.name}}", {"contact.name": value})
    assert len(filled.text.splitlines()) == 1


@given(st.text(alphabet="{}|\"'“ contact.nme\n`"))
def test_any_braces_end_without_a_crash_and_a_kept_text_leaves_nothing(text: str) -> None:
    kept = not problems(text, KNOWN)
    filled = fill(text, dict.fromkeys(KNOWN, "x"))
    if kept:
        assert filled.missing == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello Noura", []),
        ("Hello {{contact.first_name}}", ["{{contact.first_name}}"]),
        ("Hello {{contact.first_name}} {{contact.first_name}}", ["{{contact.first_name}}"]),
        ("{contact.name}", ["{contact.name}"]),
        ("{{contact.name, hello", ["{contact.name"]),
        ("{{{contact.name}}}", ["{{contact.name}}"]),
        ("{{ \u200fCONTACT.NAME }}", ["{{ \u200fCONTACT.NAME }}"]),
        ("{{customer_name}} {{שם}}", ["{{customer_name}}", "{{שם}}"]),
        ("Write `{{ user.name }}` there", []),
        ("Write `{{ contact.name }}` there", ["{{ contact.name }}"]),
        ("{{1}} {} {x} {{}}", []),
        ("{contact.namesake}", []),
    ],
)
def test_what_nobody_filled_in_is_found(text: str, left: list[str]) -> None:
    assert left_over(text, KNOWN) == left


@given(st.sampled_from(KNOWN), st.text(alphabet="ab `\n"), st.text(alphabet="ab `\n"))
def test_no_missing_place_slips_out(name: str, before: str, after: str) -> None:
    filled = fill(f"{before}{{{{{name}}}}}{after}", {})
    assert left_over(filled.text, KNOWN) == filled.missing


def test_long_braces_take_no_time() -> None:
    for hostile in ("{{" * 50_000, '{{a|"' + '" ' * 50_000, "{{" + " " * 100_000, "`{{a" * 30_000):
        problems(hostile, KNOWN)
        fill(hostile, VALUES)
        left_over(hostile, KNOWN)


def test_every_quote_opens_and_closes() -> None:
    for quote in placeholders.QUOTES:
        assert fill(f"{{{{agent.name|{quote}x{quote}}}}}", VALUES).text == "x"
