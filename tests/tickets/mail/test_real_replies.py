"""Real replies are trimmed: all Arabic and Hebrew ones, nearly all others. Skips where they are not at hand."""

import importlib.util
import os
import re
from pathlib import Path

import pytest

from tickets.mail.rules.parse import read
from tickets.mail.rules.trim import trim

DATA = Path(os.environ.get("HEARD_DATA") or Path(__file__).parents[4] / "shared" / "data") / "reply"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real replies at {DATA} (set HEARD_DATA)")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_arabic_and_hebrew_replies_show_what_was_written_and_no_more() -> None:
    spec = importlib.util.spec_from_file_location("rtl_forms", DATA / "rtl_forms.py")
    assert spec
    assert spec.loader
    forms = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(forms)
    for name, _, _, text, body in forms.cases():
        assert trim(text).visible == body, name
    for _, text in forms.NEGATIVE:
        assert trim(text).visible == text


def test_talon_replies_are_all_trimmed() -> None:
    mails = sorted(DATA.glob("talon/*.eml"))
    assert mails
    for path in mails:
        expected = path.with_name(f"{path.stem}_reply_text")
        wanted = expected.read_text() if expected.exists() else "Hello"
        assert plain(trim(read(path.read_bytes()).text).visible) == plain(wanted), path.name


def test_four_of_five_discourse_replies_are_trimmed_as_there() -> None:
    """The rest differ by convention: we keep signatures and code, and what stands between quotes."""
    cases = sorted(DATA.glob("discourse/*.expected.txt"))
    assert cases
    right = 0
    for path in cases:
        text = path.with_name(path.name.replace(".expected", "")).read_text()
        right += plain(trim(text).visible) == plain(path.read_text())
    assert right / len(cases) >= 0.8
