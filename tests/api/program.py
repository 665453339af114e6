"""A small client for tests: JSON in, JSON out, one token."""

import json
from typing import Any

from django.test import Client

API = "/api/v1"


class Program:
    """Asks one host with one token. `raises=False` lets a 500 be looked at."""

    def __init__(self, host: str, key: str = "") -> None:
        self.host, self.key = host, key
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """`If_Match="…"` is the header If-Match. Paths that begin with http are taken as they are."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"host": self.host, **({"authorization": f"Bearer {self.key}"} if self.key else {}), **named}
        body = "" if data is None else json.dumps(data)
        url = path.partition(self.host)[2].removeprefix(":8000") if path.startswith("http") else f"{API}{path}"
        return self.client.generic(method, url, body, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, data or {}, **headers)

    def patch(self, path: str, data: Any, **headers: str) -> Any:
        return self.ask("PATCH", path, data, **headers)
