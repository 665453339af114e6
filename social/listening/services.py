"""create, change and remove what a brand listens for; activate and pause it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from social.accounts.errors import BrandArchived
from social.accounts.models import Brand
from social.accounts.services import lock_brand
from social.listening import registry
from social.listening.errors import (
    BadTerms,
    ListenerInUse,
    ListenerNameTaken,
    NothingToHear,
    TooManyInAll,
    TooManyListening,
    TooManyTerms,
)
from social.listening.models import Listener, Term
from social.listening.rules import terms as rules
from social.listening.rules.query import handle_of
from social.listening.rules.terms import TermSpec
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tenants.tenancy.models import Company

MOST_TERMS = 200
MOST_IN_ALL = 2_000
MOST_LISTENING = 100
Status = Listener.Status


@transaction.atomic
def create(
    *,
    brand: Brand,
    name: str,
    terms: Sequence[TermSpec],
    networks: Sequence[str] = (),
    languages: Sequence[str] = (),
    excluded_authors: Sequence[str] = (),
    by: Actor,
) -> Listener:
    """Keep a listener with its terms as a draft.

    Raises BrandArchived, ListenerNameTaken, TooManyTerms, TooManyInAll, BadTerms.
    """
    if lock_brand(brand).archived_at is not None:
        raise BrandArchived
    listener = Listener(brand=brand)
    _write(listener, name, networks, languages, excluded_authors)
    _write_terms(listener, terms)
    _record("create", listener, by, after=_facts(listener))
    return listener


@transaction.atomic
def change(
    *,
    listener: Listener,
    name: str | None = None,
    terms: Sequence[TermSpec] | None = None,
    networks: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    excluded_authors: Sequence[str] | None = None,
    by: Actor,
) -> Listener:
    """What is None stays; `terms` are replaced as a whole, and those that stay keep their rows.

    Raises ListenerNameTaken, TooManyTerms, TooManyInAll, BadTerms, and NothingToHear for one that listens and would
    have no name.
    """
    listener = lock(listener)
    before = _facts(listener)
    _write(
        listener,
        listener.name if name is None else name,
        listener.networks if networks is None else networks,
        listener.languages if languages is None else languages,
        listener.excluded_authors if excluded_authors is None else excluded_authors,
    )
    if terms is not None:
        _write_terms(listener, terms)
    after = _facts(listener)
    if after != before:
        changed = [key for key in after if after[key] != before[key]]
        old, new = ({key: facts[key] for key in changed} for facts in (before, after))
        _record("change", listener, by, before=old, after=new)
        registry.tell(listener)
    return listener


@transaction.atomic
def activate(*, listener: Listener, by: Actor) -> Listener:
    """Listen. Raises NothingToHear without a name to listen for, BrandArchived, TooManyListening."""
    listener = lock(listener)
    if listener.brand.archived_at is not None:
        raise BrandArchived
    if not _has_name(listener):
        raise NothingToHear
    _one_at_a_time()
    if Listener.objects.filter(status=Status.ACTIVE).exclude(pk=listener.pk).count() >= MOST_LISTENING:
        raise TooManyListening
    return _set_status(listener, Status.ACTIVE, "activate", by)


@transaction.atomic
def pause(*, listener: Listener, by: Actor) -> Listener:
    """Listen no more. What was heard stays."""
    return _set_status(lock(listener), Status.PAUSED, "pause", by)


@transaction.atomic
def remove(*, listener: Listener, by: Actor) -> None:
    """Forget it and its terms. Raises ListenerInUse for one by which mentions were found."""
    listener = lock(listener)
    facts, pk = _facts(listener), listener.pk
    try:
        with transaction.atomic():
            listener.delete()
    except IntegrityError as error:
        raise ListenerInUse from error
    listener.status = Status.PAUSED
    _record("remove", listener, by, before=facts, object_id=pk)
    registry.tell(listener)


@transaction.atomic
def count_excluded(*, listener: Listener) -> None:
    """One more post that an exclusion kept out."""
    Listener.objects.filter(pk=listener.pk).update(excluded=F("excluded") + 1)


def lock(listener: Listener) -> Listener:
    """The row as it is now, held to the end of the transaction."""
    rows = Listener.objects.select_for_update(no_key=True, of=("self",)).select_related("brand")
    return rows.get(pk=listener.pk)


def _write(
    listener: Listener, name: str, networks: Sequence[str], languages: Sequence[str], authors: Sequence[str]
) -> None:
    listener.name = " ".join(name.split())
    listener.networks, listener.languages = sorted(set(networks)), sorted(set(languages))
    listener.excluded_authors = sorted({folded for one in authors if (folded := handle_of(one))})
    try:
        with transaction.atomic():
            listener.save()
    except IntegrityError as error:
        raise ListenerNameTaken from error


def _write_terms(listener: Listener, specs: Sequence[TermSpec]) -> None:
    """Put these in place of those there are. A row that stays the same is not touched."""
    if len(specs) > MOST_TERMS:
        raise TooManyTerms
    tidy = [rules.tidy(spec) for spec in specs]
    if wrong := rules.problems(tidy):
        raise BadTerms(wrong)
    if listener.status == Status.ACTIVE and not any(spec.group == rules.ANY for spec in tidy):
        raise NothingToHear
    kept = {(row.kind, row.group, row.text): row for row in Term.objects.filter(listener=listener)}
    wanted = {spec.key: spec for spec in tidy}
    if len(wanted) > len(kept):
        _check_in_all(listener, len(wanted))
    Term.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in wanted]).delete()
    for key, spec in wanted.items():
        _write_term(kept.get(key) or Term(listener=listener), spec)


def _check_in_all(listener: Listener, wanted: int) -> None:
    _one_at_a_time()
    if Term.objects.exclude(listener=listener).count() + wanted > MOST_IN_ALL:
        raise TooManyInAll


def _one_at_a_time() -> None:
    """Two who would each be the last one wait for one another."""
    Company.objects.select_for_update(no_key=True).get()


def _write_term(row: Term, spec: TermSpec) -> None:
    is_live = row.listener.status == Status.ACTIVE
    wanted = {
        "kind": spec.kind,
        "group": spec.group,
        "text": spec.text,
        "forms": list(rules.forms(spec.kind, spec.text)),
        "prefixes": spec.prefixes,
        "exact": spec.exact,
        "suffixes": list(spec.suffixes),
        "is_live": is_live,
    }
    if row._state.adding or any(getattr(row, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(row, field, value)
        row.save()


def _set_status(listener: Listener, status: str, verb: str, by: Actor) -> Listener:
    if listener.status == status:
        return listener
    before, listener.status = listener.status, status
    listener.save(update_fields=["status", "updated_at"])
    for term in Term.objects.filter(listener=listener):
        term.is_live = status == Status.ACTIVE
        term.save(update_fields=["is_live", "updated_at"])
    _record(verb, listener, by, before={"status": before}, after={"status": status})
    registry.tell(listener)
    return listener


def _has_name(listener: Listener) -> bool:
    return Term.objects.filter(listener=listener, group=Term.Group.ANY).exists()


def _facts(listener: Listener) -> dict[str, Any]:
    rows = Term.objects.filter(listener=listener).order_by("group", "kind", "text")
    return {
        "name": listener.name,
        "networks": list(listener.networks),
        "languages": list(listener.languages),
        "excluded_authors": list(listener.excluded_authors),
        "terms": [_fact(row) for row in rows],
    }


def _fact(row: Term) -> str:
    more = [row.prefixes] if row.prefixes != Term.Prefixes.ALL else []
    more += ["exact"] if row.exact else []
    return " ".join([row.group, row.kind, row.text, *more, *row.suffixes])


def _record(
    verb: str,
    listener: Listener,
    by: Actor,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    object_id: UUID | None = None,
) -> None:
    audit.record(
        verb=f"listening.{verb}",
        actor=by,
        object_label=listener.name,
        object_id=object_id or listener.pk,
        before=before,
        after=after,
    )
