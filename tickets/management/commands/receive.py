import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from tickets.mail import services
from tickets.mail.errors import MailTooLarge

EX_OK, EX_DATAERR, EX_NOUSER, EX_TEMPFAIL = 0, 65, 67, 75  # sysexits.h: what mail servers understand
_DELIVERED = (b"delivered-to", b"x-original-to", b"envelope-to")
_ADDRESSED = (b"to", b"cc")
_ADDRESS = re.compile(rb"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}")


class Command(BaseCommand):
    help = (
        "Takes in one mail from standard input, as a mail server's pipe would: manage.py receive < mail.eml. "
        "Exit codes: 0 kept, 65 too large, 67 no mailbox of ours, 75 try again later."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", action="append", help="recipient; without it, the headers name the mailbox")
        parser.add_argument("--sender", help="envelope sender, <> for none")

    def handle(self, *args: Any, to: list[str] | None, sender: str | None, **options: Any) -> None:
        code = self._receive(sys.stdin.buffer.read(), to, sender)
        if code != EX_OK:
            sys.exit(code)

    def _receive(self, raw: bytes, to: list[str] | None, sender: str | None) -> int:
        try:
            for recipients in [to] if to else _named(raw):
                if kept := services.accept(envelope_from=sender, recipients=recipients, raw=raw):
                    self.stdout.write("\n".join(str(inbound.pk) for inbound in kept))
                    return EX_OK
        except MailTooLarge:
            self.stderr.write("The mail is too large.")
            return EX_DATAERR
        except (DatabaseError, OSError) as error:
            self.stderr.write(f"The mail could not be kept ({type(error).__name__}): try again later.")
            return EX_TEMPFAIL
        self.stderr.write("None of the recipients is a mailbox of ours.")
        return EX_NOUSER


def _named(raw: bytes) -> Iterator[list[str]]:
    """Who the headers say it is for: what servers wrote on delivery first, then what the author wrote."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    fields = [line.partition(b":") for line in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n")]
    for names in (_DELIVERED, _ADDRESSED):
        values = [value for name, _, value in fields if name.strip().lower() in names]
        yield [found.decode("ascii", "replace") for value in values for found in _ADDRESS.findall(value)][:100]
