import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.isolation.context import tenant_context
from tenants.isolation.models import Tenant
from tickets.recovery import checking, exporting


class Command(BaseCommand):
    help = (
        "The books of compensation. --check says what is wrong in them, of every company or of one, and exits with 1; "
        "--csv writes those of one company to standard output."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="Look for what is wrong.")
        what.add_argument("--csv", action="store_true", help="Write the ledger of --tenant as CSV.")
        parser.add_argument("--tenant", default="", help="The name of a company in its address.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["csv"]:
            self._export(options["tenant"])
        else:
            self._check(options["tenant"])

    def _export(self, slug: str) -> None:
        if not slug:
            raise CommandError("Say whose: --tenant zaytuna.")
        for line in exporting.lines(_tenants(slug)[0].pk):
            self.stdout.write(line, ending="")

    def _check(self, slug: str) -> None:
        tenants, wrong = _tenants(slug), 0
        for tenant in tenants:
            with tenant_context(tenant):
                for finding in checking.check():
                    wrong += 1
                    self.stderr.write(f"{tenant.slug}: {finding}")
        if wrong:
            sys.exit(1)
        self.stdout.write(f"The books of {len(tenants)} companies are right.")


def _tenants(slug: str) -> list[Tenant]:
    found = list(Tenant.objects.filter(slug=slug) if slug else Tenant.objects.order_by("slug"))
    if slug and not found:
        raise CommandError(f"There is no company {slug}.")
    return found
