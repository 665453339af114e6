"""What the OpenAPI document says about every operation: problems, conditions, repeats, language."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from helpdesk.api.errors import MEDIA_TYPE, ProblemSerializer

_LANGUAGE = OpenApiParameter(
    "Accept-Language", str, "header", description="The language of labels and of what is said about errors: ar, en, he."
)
_REPEAT = OpenApiParameter(
    "Idempotency-Key",
    str,
    "header",
    description="Your own name for this request. Sent again within 24 hours it is not done again: you get the answer"
    " of the first time. Another request under the same key is refused (409).",
)
_MATCH = OpenApiParameter(
    "If-Match", str, "header", description="The ETag you read. If it was changed since, nothing happens (412)."
)


class Schema(AutoSchema):
    """One `Problem` for every error; headers that each operation understands."""

    def get_override_parameters(self) -> list[Any]:
        extra = {"POST": [_REPEAT], "PUT": [_MATCH], "PATCH": [_MATCH], "DELETE": [_MATCH]}
        return [_LANGUAGE, *extra.get(self.method, [])]

    def get_tags(self) -> list[str]:
        return [str(getattr(self.view, "tag", "") or super().get_tags()[0])]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found: dict[str, Any] = super()._get_response_bodies(direction)
        if direction == "response":
            for status in self._problems():
                found.setdefault(status, self._get_response_for_code(ProblemSerializer, status, [MEDIA_TYPE]))
        return found

    def _problems(self) -> list[str]:
        always = ["400", "401", "403", "404", "406", "429"]
        sent = ["409", "412", "413", "415"] if self.method in ("POST", "PUT", "PATCH", "DELETE") else []
        return always + sent


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "tenants.tokens.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "hrd_<company>_<secret>"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "helpdesk.api.doors.MemberSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
