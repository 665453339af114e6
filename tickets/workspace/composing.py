"""The composer under a ticket: what was begun, which files wait, what the writer has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from helpdesk.lib import clock
from helpdesk.lib.text import normalise
from tenants.files import rules
from tenants.files.errors import FilesTooLarge, FileTooLarge, TooManyFiles
from tenants.membership import selectors as membership
from tenants.membership.models import Member
from tickets.followups import choices
from tickets.messages import selectors as messages
from tickets.messages.models import Draft, Message, Upload
from tickets.ticket.models import Ticket
from tickets.workspace import registry, voices
from tickets.workspace.conversation import file_icon
from tickets.workspace.forms import ComposerForm, chosen_in
from tickets.workspace.voices import Reading, VoiceView

MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file that waits in the composer."""

    id: UUID
    name: str
    bytes: int
    size: str
    icon: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may carry, and what is said when it is more; `{name}` stands for a file's name."""

    files: int
    each: int
    together: int
    too_many: str
    too_large: str
    too_large_together: str


@dataclass(frozen=True, slots=True)
class Composer:
    """`seen` is the newest message on the page; `known_at` is when the server last heard words of the writer's here.

    Where it `is_read`, the server reads along: it counts, and says what would be stopped.
    """

    key: str
    form: ComposerForm
    is_read: bool
    voices: Sequence[VoiceView]
    reading: Reading
    draft: Draft | None
    uploads: Sequence[UploadView]
    seen: UUID | None
    known_at: datetime | None
    limits: Limits
    vow: choices.Bar | None


def composer(viewer: Member, ticket: Ticket, said: Sequence[Message], form: ComposerForm | None) -> Composer:
    """`said` is everything that the page shows. It costs three queries, and what voices and a promise of it cost."""
    draft = messages.draft_of(viewer, ticket)
    begun = {"text": draft.text, "audience": chosen_in(draft)} if draft else {}
    form = form or ComposerForm(initial=begun)
    found = voices.of(viewer, ticket)
    chosen = voices.choice(found, form["audience"].value() or "")
    spoke = [message.created_at for message in said if message.member_id == viewer.pk]
    return Composer(
        key=f"{viewer.pk}:{ticket.number}",
        form=form,
        is_read=ticket.channel in registry.voices,
        voices=voices.views(found, ticket),
        reading=voices.read(viewer, found, form["text"].value() or "", chosen),
        draft=draft,
        uploads=[view(upload) for upload in messages.uploads_of(viewer, ticket)],
        seen=max((message.pk for message in said), default=None),
        known_at=max([*spoke, *([draft.updated_at] if draft else [])], default=None),
        limits=limits(),
        vow=choices.bar(viewer, ticket, now=clock.now()),
    )


def view(upload: Upload) -> UploadView:
    return UploadView(upload.pk, upload.name, upload.size, filesizeformat(upload.size), file_icon(upload.media_type))


def as_json(upload: Upload) -> dict[str, Any]:
    """For the script that put it there."""
    shown = view(upload)
    return {"id": str(shown.id), "name": shown.name, "size": shown.size}


def limits() -> Limits:
    return Limits(
        files=rules.MOST_FILES,
        each=rules.MOST_BYTES_EACH,
        together=rules.MOST_BYTES,
        too_many=str(TooManyFiles()),
        too_large=str(FileTooLarge("{name}")),
        too_large_together=str(FilesTooLarge()),
    )


def colleagues(viewer: Member, words: str) -> list[Member]:
    """A few whose names go on like these words, or have a word that does; not the viewer himself."""
    wanted = normalise(words).split()
    begun = " ".join(wanted)
    found = [
        member
        for member in membership.members().exclude(pk=viewer.pk)
        if (name := normalise(member.name)).startswith(begun) or f" {begun}" in name
    ]
    return found[:MOST_NAMES]
