"""Compiles translations with Babel, so that nobody needs gettext to run the desk."""

from collections.abc import Iterator
from pathlib import Path

from helpdesk.run.folder import CHECKOUT

LOCALE = CHECKOUT / "locale"


def sources(locale: Path = LOCALE) -> Iterator[Path]:
    for domain in ("django", "djangojs"):
        yield from sorted(locale.glob(f"*/LC_MESSAGES/{domain}.po"))


def compile_stale(locale: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than what was compiled from it; return those compiled."""
    stale = [source for source in sources(locale) if _is_stale(source)]
    for source in stale:
        _compile(source)
    return stale


def gaps(locale: Path = LOCALE) -> Iterator[str]:
    """Yield one line for each entry that is fuzzy, untranslated, or lacks a plural form."""
    for source in sources(locale):
        for message in _read(source):
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if message.id and (message.fuzzy or not all(forms)):
                line = message.lineno or 0
                yield f"{source}:{line}: {'fuzzy' if message.fuzzy else 'untranslated'}: {message.id!r}"


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    from babel.messages.mofile import write_mo

    fresh = source.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, _read(source))
    fresh.replace(source.with_suffix(".mo"))


def _read(source: Path):  # type: ignore[no-untyped-def]
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)
