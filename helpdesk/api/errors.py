"""Problems as RFC 9457 writes them, each with a code for programs and words for people."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.web.errors import AWAY

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: _("The request is not valid"),
    401: _("Who are you?"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This cannot be done here"),
    406: _("No such format"),
    409: _("The request does not fit what is there"),
    412: _("It was changed since you read it"),
    413: _("Too large"),
    415: _("No such format"),
    422: _("It cannot be sent as it is"),
    429: _("Too many requests"),
    503: _("We are away for a moment"),
}
_FAILED = _("Something broke on our side")


class Conflict(exceptions.APIException):
    """`field` is the one that does not fit, when there is one."""

    status_code = 409
    default_code = "conflict"
    default_detail = _TITLES[409]

    def __init__(self, detail: Any = None, code: str | None = None, field: str = "") -> None:
        super().__init__(detail, code)
        self.field = field


class Unfit(exceptions.APIException):
    """What was sent is well formed, and nobody should read it so. `facts` stand in the problem beside its code."""

    status_code = 422
    default_code = "unfit"
    default_detail = _TITLES[422]

    def __init__(self, detail: Any = None, code: str | None = None, field: str = "", **facts: Any) -> None:
        super().__init__(detail, code)
        self.field = field
        self.facts = facts


class PreconditionFailed(exceptions.APIException):
    """The row is not the one that was read: `If-Match` names another state of it."""

    status_code = 412
    default_code = "precondition_failed"
    default_detail = _("Read it again, then change it with its new ETag.")


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The request is too large. Send files as multipart/form-data, at most 15 MB together.")


class Unavailable(exceptions.APIException):
    status_code = 503
    default_code = "unavailable"
    default_detail = _("A part of the desk is away. Try again in half a minute.")
    wait = 30


def problem(status: int, code: str, detail: str) -> HttpResponse:
    """A problem for what never reaches a view."""
    body = _body(status, code, detail, [{"code": code, "detail": detail, "field": None}])
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)


def title_of(status: int) -> str:
    return str(_TITLES.get(status, _FAILED))


def _body(status: int, code: str, detail: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    head = {"type": "about:blank", "title": title_of(status), "status": status}
    return {**head, "code": code, "detail": detail, "errors": errors}


class ProblemFormatter(ExceptionFormatter):
    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        """`errors` lists each fault with the field it belongs to; `code` and `detail` are those of the first."""
        first, field = error_response.errors[0], getattr(self.exc, "field", "") or None
        code = first.code if len(error_response.errors) == 1 or first.attr is None else "invalid"
        errors = [{"code": e.code, "detail": e.detail, "field": e.attr or field} for e in error_response.errors]
        facts = getattr(self.exc, "facts", {})
        return {**_body(self.exc.status_code, code, first.detail, errors), **facts}


class ProblemHandler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if isinstance(exc, SuspiciousOperation):  # a form of a thousand fields
            return exceptions.ParseError()
        if isinstance(exc, AWAY):
            return Unavailable()
        return super().convert_known_exceptions(exc)

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        response = super().get_response(exc, data)
        response.content_type = MEDIA_TYPE
        return response


class FaultSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    field = serializers.CharField(allow_null=True)


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457, application/problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


class NotHere(APIView):
    """What no route answers, said as a problem too."""

    permission = None
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    schema = None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound
