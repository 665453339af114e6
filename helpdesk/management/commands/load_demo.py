from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Makes the demo companies, once; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo desk: HELPDESK_DEMO is not 1.")
        from helpdesk.demo import loader

        made = loader.load()
        self.stdout.write(f"demo companies made: {', '.join(made)}" if made else "the demo companies are there")
