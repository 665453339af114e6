from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from tenants.audit import services as audit
from tenants.identity import mailing, registry, selectors
from tenants.identity.errors import WrongPassword
from tenants.identity.models import User
from tenants.identity.tokens import ResetTokens
from tenants.outbox import services as outbox
from tenants.tenancy import addresses

RESET_KIND = "identity.reset"


@transaction.atomic
def speak(*, user: User, language: str) -> User:
    """Change the language in which the user sees the desk."""
    user.language = language
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def open_account(*, email: str, name: str, password: str, language: str) -> tuple[User, bool]:
    """The account of an address, and whether it is new. An account that is there already is not changed."""
    fields: dict[str, Any] = {"name": name, "language": language}
    known = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, **fields)
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
    except IntegrityError:
        return User.objects.get_by_natural_key(email), False
    return user, True


@transaction.atomic
def prove_address(*, user: User) -> None:
    """Somebody opened a link that was sent to the user's address."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def arrive(*, email: str, name: str, password: str, language: str) -> User:
    """Whoever opened a link sent to this address: a new account, or the one with this password.

    An account whose address nobody has proved is taken over: it was opened by somebody who may not read this mail.
    Raises WrongPassword.
    """
    user, is_new = open_account(email=email, name=name, password=password, language=language)
    if not is_new:
        user = User.objects.select_for_update().get(pk=user.pk)
        if selectors.has_proved_address(user):
            check_password(user=user, password=password)
            return user
        user.name, user.language = name, language
        user.set_password(password)
        user.save()
    prove_address(user=user)
    return user


def check_password(*, user: User, password: str) -> None:
    """Raises WrongPassword, for a closed account too."""
    if not (user.check_password(password) and user.is_active):
        raise WrongPassword(user.pk)


def ask_for_proof(*, user: User) -> None:
    """Send the link that proves the user's address. It leads to the current tenant's host."""
    address = EmailAddress.objects.get(user=user, email=user.email)
    with translation.override(user.language):
        EmailConfirmationHMAC.create(address).send(signup=True)


@transaction.atomic
def request_reset(*, email: str) -> None:
    """Somebody has forgotten a password. Whether we know the address is found out later, out of his sight."""
    outbox.enqueue(kind=RESET_KIND, key=str(uuid4()), payload={"email": email})


@transaction.atomic
def send_reset(key: str, payload: dict[str, Any]) -> None:
    """Outbox handler: mail the link to whoever may use it here, nothing to anybody else."""
    user = selectors.account(payload["email"])
    if user is None or not registry.lets_in(registry.RESET, user):
        return
    path = reverse("account_reset_password_from_key", args=[user.pk.hex, ResetTokens().make_token(user)])
    context = {"url": addresses.here(path)}
    with translation.override(user.language):
        mailing.write(recipient=user.email, template="account/email/password_reset_key", context=context, key=key)


@transaction.atomic
def renew_password(*, user: User, password: str) -> User:
    """Set a password by a link from the mail, which proves the address. Every session of the user ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    prove_address(user=user)
    audit.record(verb="identity.renew_password", actor=user, object_label=user.email, object_id=user.pk)
    return user
