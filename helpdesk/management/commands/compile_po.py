from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk.run import catalogues

MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Compile the translations that changed; --check names every entry a language still lacks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when an entry is fuzzy or untranslated")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"] and (gaps := list(catalogues.gaps())):
            raise CommandError("\n".join([*gaps[:MOST_SHOWN], f"{len(gaps)} entries are fuzzy or untranslated."]))
        for source in catalogues.compile_stale():
            self.stdout.write(f"compiled {source}")
