from allauth.account.models import EmailAddress

from tenants.identity.models import User


def account(email: str) -> User | None:
    """The account of an address, whoever asks: never show whether there is one."""
    return User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()


def has_proved_address(user: User) -> bool:
    """Whether somebody who reads the mail of this address has said so."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())
