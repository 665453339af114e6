"""A small client for tests: JSON in, JSON out, one token."""

import json
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

API = "/api/v1"


class Program:
    """Asks one host with one token. What breaks is answered as a 500, to be looked at."""

    def __init__(self, host: str, key: str = "") -> None:
        self.host, self.key = host, key
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """`If_Match="…"` is the header If-Match. Paths that begin with http are taken as they are."""
        body = b"" if data is None else json.dumps(data).encode()
        return self.raw(method, path, body, "application/json", **headers)

    def raw(self, method: str, path: str, body: bytes, content_type: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"host": self.host, **({"authorization": f"Bearer {self.key}"} if self.key else {}), **named}
        url = path.partition(self.host)[2].removeprefix(":8000") if path.startswith("http") else f"{API}{path}"
        return self.client.generic(method, url, body, content_type=content_type, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, data or {}, **headers)

    def form(self, path: str, data: Mapping[str, Any], **headers: str) -> Any:
        """A POST of multipart/form-data; files are objects with a name, lists are sent one by one."""
        return self.raw("POST", path, encode_multipart(BOUNDARY, dict(data)), MULTIPART_CONTENT, **headers)

    def patch(self, path: str, data: Any, **headers: str) -> Any:
        return self.ask("PATCH", path, data, **headers)

    def put(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.ask("PUT", path, data, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.ask("DELETE", path, **headers)
