import pytest

from tickets.contacts.rules import first_name


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Noura Qahtani", "Noura"),
        ("Qahtani, Noura", "Noura"),
        ("Dr. Daniel Okafor", "Daniel"),
        ("نورة القحطاني", "نورة"),
        ("د. سلمى الخطيب", "سلمى"),
        ("عبد الله الحربي", "عبد الله"),
        ("أبو بكر سالم", "أبو بكر"),
        ("نور الدين حداد", "نور الدين"),
        ("نور حداد", "نور"),
        ("Abdul Rahman Khan", "Abdul Rahman"),
        ("ד״ר יעל כהן", "יעל"),
        ("גב' תמר לוי", "תמר"),
        ("יוסי בן־דוד", "יוסי"),
        ("Acme, Inc.", ""),
        ("noura.q@example.com", ""),
        ("+966 50 555", ""),
        ("", ""),
        ("Dr.", ""),
    ],
)
def test_somebody_is_greeted_by_the_name_people_use(name: str, greeted: str) -> None:
    assert first_name(name) == greeted
