import getpass
import sys
from io import StringIO
from typing import Any

import qrcode
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from tenants.isolation.context import sees_all
from tenants.operators import services
from tenants.operators.errors import OperatorExists
from tenants.operators.models import Operator
from tenants.operators.services import Credentials


class Command(BaseCommand):
    help = "Makes an operator of the platform, on this machine. Shows the second step's secret and recovery codes once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="as the logs of the platform and of the companies name them")
        parser.add_argument("--renew", action="store_true", help="new password, second step and recovery codes")
        parser.add_argument("--disable", action="store_true", help="close the account")

    def handle(self, *args: Any, email: str, name: str, renew: bool, disable: bool, **options: Any) -> None:
        if not sees_all():
            raise CommandError("This needs the operators' role: use `make operator`.")
        try:
            validate_email(email)
            if disable:
                services.disable(email=email)
                self.stdout.write(f"{email} is disabled; open sessions end with the next click.")
                return
            password = self._password(email)
            if renew:
                self._show(services.renew(email=email, password=password))
            else:
                self._show(services.create(email=email, name=name or email.partition("@")[0], password=password))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OperatorExists as error:
            raise CommandError(f"{email} is an operator already: --renew gives new secrets.") from error
        except Operator.DoesNotExist as error:
            raise CommandError(f"{email} is no operator.") from error

    def _password(self, email: str) -> str:
        """Asked for twice at a terminal, else the first line of standard input. Raises ValidationError."""
        if sys.stdin.isatty():
            password = getpass.getpass("Password: ")
            if getpass.getpass("Password again: ") != password:
                raise CommandError("The two are not the same.")
        else:
            password = sys.stdin.readline().rstrip("\n")
        validate_password(password, Operator(email=email))  # type: ignore[arg-type]
        return password

    def _show(self, credentials: Credentials) -> None:
        code, picture = qrcode.QRCode(border=2), StringIO()
        code.add_data(credentials.uri)
        code.print_ascii(out=picture, invert=True)
        self.stdout.write(f"\n{credentials.operator.email} is an operator. Scan this with an authenticator app:\n")
        self.stdout.write(picture.getvalue())
        self.stdout.write(f"{credentials.uri}\n\nRecovery codes, each good once, if the phone is lost:")
        self.stdout.write("".join(f"  {one}\n" for one in credentials.recovery_codes))
        self.stdout.write("None of this is shown again. Sign in at the address that `make platform` prints.")
