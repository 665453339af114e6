"""What every page needs to know before it is drawn."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")
LANGUAGES = (("ar", "العربية", "ع"), ("he", "עברית", "ע"), ("en", "English", "En"))


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: the theme, or none for the system's own; languages; where desks are opened; if mail stays."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "page_languages": LANGUAGES,
        "platform_url": settings.PLATFORM_URL,
        "keeps_mail": settings.DEMO and not settings.EMAIL_URL,
    }
