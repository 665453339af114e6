from django.db import transaction

from tenants.identity.models import User


@transaction.atomic
def speak(*, user: User, language: str) -> User:
    """Change the language in which the user sees the desk."""
    user.language = language
    user.save(update_fields=["language"])
    return user
