"""What every page needs to know before it is drawn."""

from __future__ import annotations

from django.http import HttpRequest

THEMES = ("light", "dark")
LANGUAGES = (("ar", "العربية", "ع"), ("he", "עברית", "ע"), ("en", "English", "En"))


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: the chosen theme, or none for the system's own, and the three languages."""
    theme = request.COOKIES.get("theme", "")
    return {"theme": theme if theme in THEMES else "", "page_languages": LANGUAGES}
