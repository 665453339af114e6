import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk.demo import credentials


class Command(BaseCommand):
    help = "Sends mails and posts to the running demo desk and says what became of each; --json: how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print companies, users and passwords as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        known = credentials.read()
        if known is None:
            raise CommandError("There are no demo companies yet: start the desk with `make run`.")
        if options["json"]:
            self.stdout.write(json.dumps(known, ensure_ascii=False, indent=2))
            return
        from helpdesk.demo import care, networks, round_trip

        done = [show.run(known, write=self.stdout.write) for show in (round_trip, networks, care)]
        if not all(done):
            sys.exit(1)
