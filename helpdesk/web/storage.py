"""Static files for production: hashed names, compressed, and the stylesheets of all components in one request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

ENTRY = "css/heard.css"
IMPORT = re.compile(r'@import url\("(?P<name>[\w-]+\.css)"\) layer\((?P<layer>\w+)\);')


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Replaces each `@import … layer(x)` of the entry sheet by the sheet itself, before names are hashed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ENTRY in paths and not dry_run:
            bundle = IMPORT.sub(lambda match: self._inlined(paths, match), self._text(paths, ENTRY))
            self.delete(ENTRY)
            self._save(ENTRY, ContentFile(bundle.encode()))
            paths = {**paths, ENTRY: (self, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)

    def _inlined(self, paths: dict[str, Any], match: re.Match[str]) -> str:
        return f"@layer {match['layer']} {{\n{self._text(paths, 'css/' + match['name'])}}}"

    @staticmethod
    def _text(paths: dict[str, Any], name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as source:
            return str(source.read().decode())
