from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from helpdesk.lib import clock
from helpdesk.web import translated
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tickets.canned import rules
from tickets.canned.errors import BadPlaceholders, ShortcutTaken, Unfinished
from tickets.canned.models import CannedReply


@transaction.atomic
def create(*, shortcut: str, titles: Mapping[str, str], bodies: Mapping[str, str], by: Actor) -> CannedReply:
    """Keep a reply under a shortcut, in one language at least. Raises ShortcutTaken, Unfinished, BadPlaceholders."""
    reply = _write(CannedReply(), shortcut, titles, bodies)
    _record("create", reply, by, after=_facts(reply))
    return reply


@transaction.atomic
def change(
    *, reply: CannedReply, shortcut: str, titles: Mapping[str, str], bodies: Mapping[str, str], by: Actor
) -> CannedReply:
    """Write it anew; a language that is not mentioned keeps its words.

    Raises ShortcutTaken, Unfinished, BadPlaceholders.
    """
    reply = CannedReply.objects.select_for_update().get(pk=reply.pk)
    before = _facts(reply)
    reply = _write(reply, shortcut, titles, bodies)
    after = _facts(reply)
    if before != after:
        changed = [key for key in after if before[key] != after[key]]
        old, new = ({key: facts[key] for key in changed} for facts in (before, after))
        _record("change", reply, by, before=old, after=new)
    return reply


@transaction.atomic
def archive(*, reply: CannedReply, by: Actor) -> CannedReply:
    """Offer it no more. Its shortcut stays taken."""
    reply = CannedReply.objects.select_for_update().get(pk=reply.pk)
    if reply.archived_at is None:
        reply.archived_at = clock.now()
        reply.save(update_fields=["archived_at", "updated_at"])
        _record("archive", reply, by)
    return reply


@transaction.atomic
def restore(*, reply: CannedReply, by: Actor) -> CannedReply:
    """Offer it again."""
    reply = CannedReply.objects.select_for_update().get(pk=reply.pk)
    if reply.archived_at is not None:
        reply.archived_at = None
        reply.save(update_fields=["archived_at", "updated_at"])
        _record("restore", reply, by)
    return reply


@transaction.atomic
def use(*, reply_id: UUID) -> None:
    """Somebody has taken it into an answer. Those most used are offered first."""
    CannedReply.objects.filter(pk=reply_id).update(used=F("used") + 1)


def _write(reply: CannedReply, shortcut: str, titles: Mapping[str, str], bodies: Mapping[str, str]) -> CannedReply:
    reply.shortcut = rules.shortcut(shortcut)
    translated.write(reply, "title", {code: title.strip() for code, title in titles.items()})
    translated.write(reply, "body", {code: rules.tidy(body) for code, body in bodies.items()})
    written, texts = translated.words_of(reply, "title"), translated.words_of(reply, "body")
    if (lacking := rules.unfinished(written, texts)) or not any(texts.values()) or not reply.shortcut:
        raise Unfinished(lacking)
    if wrong := rules.problems(texts):
        raise BadPlaceholders(wrong)
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        raise ShortcutTaken(reply.shortcut) from error
    return reply


def _facts(reply: CannedReply) -> dict[str, Any]:
    words = {f"{name}_{code}": getattr(reply, f"{name}_{code}") for name in ("title", "body") for code in _CODES}
    return {"shortcut": reply.shortcut, **words}


_CODES = translated.codes()


def _record(
    verb: str,
    reply: CannedReply,
    by: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    label = f"/{reply.shortcut}"
    audit.record(verb=f"canned.{verb}", actor=by, object_label=label, object_id=reply.pk, before=before, after=after)
