"""The mark of a page that lets everybody in. Pages for members are marked where roles are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """A page that needs no member: named so that the test table knows it is meant."""
    view.permission = None  # type: ignore[attr-defined]
    return view
