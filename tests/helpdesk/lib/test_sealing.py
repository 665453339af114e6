import pytest
from django.test import override_settings

from helpdesk.lib import sealing


def test_a_secret_comes_back_and_is_not_to_be_read() -> None:
    sealed = sealing.seal("JBSWY3DP", purpose="p", row="1")
    assert "JBSWY3DP" not in sealed
    assert sealed != sealing.seal("JBSWY3DP", purpose="p", row="1")
    assert sealing.unseal(sealed, purpose="p", row="1") == "JBSWY3DP"


def test_it_opens_for_no_other_row_key_or_text() -> None:
    sealed = sealing.seal("JBSWY3DP", purpose="p", row="1")
    for text, row in ((sealed, "2"), (sealed[:-8] + "AAAAAAA=", "1"), ("", "1")):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(text, purpose="p", row=row)
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="q", row="1")
    with override_settings(SECRET_KEY="x" * 50), pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="p", row="1")
