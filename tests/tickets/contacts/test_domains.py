import pytest

from tickets.contacts import domains


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        (" Nova.Example ", "nova.example"),
        ("@nova.example", "nova.example"),
        ("noura@mail.nova.example", "mail.nova.example"),
        ("https://www.nova.example/about", "nova.example"),
        ("nova.example.", "nova.example"),
        ("שלום.co.il", "xn--9dbne9b.co.il"),
        ("nova", ""),
        ("nova..example", ""),
        ("-nova.example", ""),
        ("nova.1", ""),
        ("a b.example", ""),
        ("\x00.example", ""),
        ("", ""),
        ("x" * 300 + ".example", ""),
        ("ש" * 300 + ".example", ""),
    ],
)
def test_a_domain_is_read_out_of_what_was_pasted(written: str, clean: str) -> None:
    assert domains.clean(written) == clean


EVERYBODYS = """
gmail.com outlook.com outlook.sa hotmail.co.uk yahoo.com yahoo.com.br live.co.il icloud.com proton.me walla.co.il
mail.ru yandex.ru gmx.de maktoob.com
"""


@pytest.mark.parametrize("domain", EVERYBODYS.split())
def test_a_domain_of_everybody_says_nothing(domain: str) -> None:
    assert domains.is_free_mail(domain)
    assert domains.of(f"noura@{domain}") == ""


@pytest.mark.parametrize("domain", ["nova.example", "live.nova.example", "yahoo.nova.com", "gmail.com.nova.example"])
def test_a_domain_of_somebody_says_where_he_works(domain: str) -> None:
    assert domains.of(f"Noura@{domain.upper()}") == domain
