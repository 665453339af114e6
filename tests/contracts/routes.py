"""Every route of a host, read from the URL resolver: what is not here cannot be asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class FoundRoute:
    """`template` is like "tickets/<int:number>/"; `arguments` maps each part in angle brackets to its converter."""

    template: str
    name: str
    view: Any
    arguments: tuple[tuple[str, str], ...]

    @property
    def actions(self) -> dict[str, str]:
        """Method to action of a door of the API ("get": "list"); empty for a page."""
        return getattr(self.view, "actions", None) or {}

    def url(self, values: dict[str, str]) -> str:
        path = self.template
        for name, converter in self.arguments:
            for written in (f"<{converter}:{name}>", f"<{name}>"):
                path = path.replace(written, values[name])
        return "/" + path


def routes(urlconf: str) -> list[FoundRoute]:
    return list(_walk(get_resolver(urlconf).url_patterns, "", ""))


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[FoundRoute]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            yield _found(pattern, prefix, namespace)


def _found(pattern: URLPattern, prefix: str, namespace: str) -> FoundRoute:
    template = prefix + str(pattern.pattern)
    arguments = tuple(
        (name, type(converter).__name__.removesuffix("Converter").replace("String", "Str").lower())
        for name, converter in pattern.pattern.converters.items()
    )
    return FoundRoute(template, f"{namespace}{pattern.name}", pattern.callback, arguments)
