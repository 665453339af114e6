"""The base of every door of the API: reads from a queryset, writes through services."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from helpdesk.api import conditions, repeats
from helpdesk.api.conditions import Dated
from helpdesk.api.errors import Conflict


class Room(GenericViewSet[Any]):
    """`permissions` maps each action to what the member must be allowed; `scope` is what a token must hold.

    `refusals` maps what services raise to a code and words: 409. Subclasses give `model` and `rows()`.
    """

    scope: ClassVar[str]
    model: ClassVar[type[Model]]
    permissions: ClassVar[dict[str, str]]
    refusals: ClassVar[dict[type[Exception], tuple[str, Any]]] = {}
    lookup_value_converter = "uuid"
    metadata_class = None

    def rows(self) -> QuerySet[Any]:
        """What this member may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return QuerySet(self.model).none()
        return self.rows()

    @property
    def member(self) -> Any:
        request: Any = self.request._request
        return request.member

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.repeat_key = repeats.begin(request)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        limit = getattr(request, "limit", None)
        if limit:
            response.headers["RateLimit-Limit"] = str(limit["limit"])
            response.headers["RateLimit-Remaining"] = str(limit["remaining"])
        key = getattr(self, "repeat_key", None)
        if key and isinstance(response, Response):
            response.add_post_render_callback(lambda rendered: repeats.keep(request, key, rendered))
        return response

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, repeats.Repeated):
            return repeats.replay(exc.kept)
        return super().handle_exception(self._refusal(exc) or exc)

    def _refusal(self, exc: Exception) -> APIException | None:
        for known, (code, said) in self.refusals.items():
            if isinstance(exc, known):
                return Conflict(said, code=code)
        return None

    # -- the common answers -----------------------------------------------------------------------------------

    def page(self, rows: QuerySet[Any]) -> Response:
        """One page of rows, filtered and ordered as asked."""
        found = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.get_serializer(found, many=True).data)

    def one(self, row: Dated, serializer: Any = None, *, status: int = 200) -> Response:
        """One row with its ETag; 304 when the client has it."""
        etag = {"ETag": conditions.etag_of(row)}
        if self.request.method == "GET" and conditions.is_known(self.request, row):
            return Response(status=304, headers=etag)
        return Response((serializer or self.get_serializer_class())(row).data, status=status, headers=etag)

    def valid(self, serializer: Any, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, checked. Raises ValidationError."""
        form = serializer(data=self.request.data, partial=partial, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        data: dict[str, Any] = form.validated_data
        return data


class Listed:
    """GET of the collection."""

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.page(self.get_queryset())  # type: ignore[attr-defined]


class Shown:
    """GET of one."""

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.one(self.get_object())  # type: ignore[attr-defined]
