"""The base of every door of the API: reads from a queryset, writes through services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from helpdesk.api import conditions, limits, pages, repeats
from helpdesk.api.errors import Conflict, Unfit


class Room(GenericViewSet[Any]):
    """`permissions` maps each action to what the member must be allowed; `scope` is what a token must hold.

    `refusals` maps what services raise to a code and words: 409. `faults` maps what they find wrong with a value to a
    code: 400. Without words the error speaks for itself, by its `message` or its text; its `field` is named. `unfit`
    maps what is wrong with words to a problem with its facts: 422. Subclasses give `model` and `rows()`.
    """

    scope: ClassVar[str]
    model: ClassVar[type[Model]]
    permissions: ClassVar[dict[str, str]]
    refusals: ClassVar[dict[type[Exception], tuple[str, Any]]] = {}
    faults: ClassVar[dict[type[Exception], str]] = {}
    unfit: ClassVar[dict[type[Exception], Callable[[Any], Unfit]]] = {}
    ordering: ClassVar[str] = "-created_at"
    ordering_fields: ClassVar[tuple[str, ...]] = ("created_at",)
    is_one_thing: ClassVar[bool] = False  # a path of its own, no collection
    home: ClassVar[str] = ""  # the room at which what is made here can be read, when it is another one
    http_method_names = ("get", "post", "put", "patch", "delete", "head")

    def rows(self) -> QuerySet[Any]:
        """What this member may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return QuerySet(self.model).none()
        return self.rows()

    def get_object(self) -> Any:
        """The row of the path. Raises Http404; what cannot be seen is not there."""
        row = next(iter(self.get_queryset().filter(pk=self.kwargs["pk"])), None)
        if row is None:
            raise Http404(self.model.__name__)
        return row

    @property
    def member(self) -> Any:
        request: Any = self.request._request
        return request.member

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.repeat_key = repeats.begin(request)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        limits.tell(request, response)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Content-Language", get_language() or "en")
        key = getattr(self, "repeat_key", None)
        if key and isinstance(response, Response):
            response.add_post_render_callback(lambda rendered: repeats.keep(request, key, rendered))
        return response

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, repeats.Repeated):
            return repeats.replay(exc.kept)
        return super().handle_exception(self._refusal(exc) or exc)

    def _refusal(self, exc: Exception) -> APIException | None:
        for known, tell in self.unfit.items():
            if isinstance(exc, known):
                return tell(exc)
        for known, (code, said) in self.refusals.items():
            if isinstance(exc, known):
                return Conflict(said or _words(exc), code=code, field=getattr(exc, "field", ""))
        for known, code in self.faults.items():
            if isinstance(exc, known):
                return pages.refuse(getattr(exc, "field", "") or "non_field_errors", _words(exc), code)
        return None

    # -- the common answers -----------------------------------------------------------------------------------

    def etag(self, row: Any) -> str:
        """What names the state of a row."""
        return conditions.etag_of(row)

    def check(self, row: Any) -> None:
        """Raises PreconditionFailed when the program has read another state. Call it with the row locked."""
        conditions.check(self.request, self.etag(row))

    def complete(self, rows: Any) -> Any:
        """What is shown, with what each row's own query did not bring."""
        return rows

    def page(self, rows: QuerySet[Any]) -> Response:
        """One page of rows, filtered and ordered as asked."""
        found = self.complete(self.paginate_queryset(self.filter_queryset(rows)))
        return self.get_paginated_response(self.get_serializer(found, many=True).data)

    def one(self, row: Any, *, status: int = 200) -> Response:
        """One row with its ETag; 304 when the client has it. A new one with its address."""
        etag = self.etag(row)
        headers = {"ETag": etag}
        if self.request.method == "GET" and conditions.is_known(self.request, etag):
            return Response(status=304, headers=headers)
        if status == 201:
            headers["Location"] = self.address_of(row)
        (row,) = self.complete([row])
        return Response(self.get_serializer(row).data, status=status, headers=headers)

    def address_of(self, row: Any) -> str:
        """Where it can be read; the parts of this route's own path lead there too."""
        parts = {**self.kwargs, "pk": row.pk}
        return self.request.build_absolute_uri(reverse(f"api:{self.home or self.basename}-detail", kwargs=parts))

    def valid(self, serializer: Any, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, checked. Raises ValidationError."""
        form = serializer(data=self.request.data, partial=partial, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        data: dict[str, Any] = form.validated_data
        return data


def _words(exc: Exception) -> str:
    return str(getattr(exc, "message", "") or exc)


class Listed:
    """GET of the collection."""

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.page(self.get_queryset())  # type: ignore[attr-defined]


class Shown:
    """GET of one."""

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.one(self.get_object())  # type: ignore[attr-defined]
