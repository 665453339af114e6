"""Translations are compiled without gettext, only when they changed, and gaps are named."""

import gettext
import os
from pathlib import Path

from helpdesk.run import catalogues

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n\n'
ARABIC = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
TICKETS = 'msgid "%(n)s ticket"\nmsgid_plural "%(n)s tickets"\n' + "".join(
    f'msgstr[{form}] "{word}"\n'
    for form, word in enumerate(["لا تذاكر", "تذكرة", "تذكرتان", "تذاكر", "تذكرةً", "تذكرة"])
)


def write(locale: Path, text: str) -> Path:
    source = locale / "ar" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(HEADER.format(ARABIC) + text)
    return source


def test_all_six_arabic_plurals_are_compiled(tmp_path: Path) -> None:
    source = write(tmp_path, TICKETS)

    assert catalogues.compile_stale(tmp_path) == [source]

    with source.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    forms = [compiled.ngettext("%(n)s ticket", "%(n)s tickets", n) for n in (0, 1, 2, 5, 50, 100)]
    assert forms == ["لا تذاكر", "تذكرة", "تذكرتان", "تذاكر", "تذكرةً", "تذكرة"]


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    source = write(tmp_path, TICKETS)
    catalogues.compile_stale(tmp_path)

    assert catalogues.compile_stale(tmp_path) == []
    os.utime(source, (source.stat().st_atime, source.stat().st_mtime + 5))
    assert catalogues.compile_stale(tmp_path) == [source]


def test_a_full_catalogue_has_no_gaps(tmp_path: Path) -> None:
    write(tmp_path, TICKETS)

    assert list(catalogues.gaps(tmp_path)) == []


def test_untranslated_and_fuzzy_entries_are_named(tmp_path: Path) -> None:
    write(tmp_path, 'msgid "Inbox"\nmsgstr ""\n\n#, fuzzy\nmsgid "Note"\nmsgstr "ملاحظة"\n')

    gaps = list(catalogues.gaps(tmp_path))

    assert ["untranslated: 'Inbox'" in gaps[0], "fuzzy: 'Note'" in gaps[1], len(gaps)] == [True, True, 2]


def test_the_catalogues_of_the_desk_can_be_read() -> None:
    for source in catalogues.sources():
        assert source.parent.parent.name in {"ar", "he"}
    list(catalogues.gaps())
