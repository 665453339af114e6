"""Why nothing was said, in words, beside the field they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from tenants.files.errors import FilesRefused
from tickets.messages.errors import (
    GuardStopped,
    NoChannel,
    NoMailbox,
    NoPromise,
    NoReply,
    TooLong,
    UnresolvedPlaceholder,
    UploadGone,
)
from tickets.workspace import forms

# The narrower before the wider.
_WORDS: dict[type[Exception], tuple[str | None, Callable[[Any], str]]] = {
    NoMailbox: (None, lambda _e: _("The company has no mailbox to write from. An admin adds one in the settings.")),
    NoReply: (None, lambda refused: str(refused.message)),
    NoPromise: ("promise", lambda refused: str(refused.message)),
    NoChannel: (None, lambda _e: _("We have no address of this customer. Add one to the contact first.")),
    UnresolvedPlaceholder: ("text", lambda left: forms.still_open(left.names)),
    GuardStopped: ("text", lambda _e: _("Nothing was published. What was stopped, and why, stands below.")),
    TooLong: ("text", lambda long: forms.too_long(long.length, long.limit)),
    FilesRefused: ("attachments", str),
    UploadGone: ("attachments", lambda _e: _("A file is not here any more. Nothing was sent: attach it again.")),
}
KNOWN = tuple(_WORDS)


def said(refused: Exception) -> str:
    return _found(refused)[1](refused)


def tell(form: Form, refused: Exception) -> None:
    form.add_error(_found(refused)[0], said(refused))


def _found(refused: Exception) -> tuple[str | None, Callable[[Any], str]]:
    return next(found for kind, found in _WORDS.items() if isinstance(refused, kind))
