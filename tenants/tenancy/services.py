from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import time
from typing import Any

from django.db import transaction
from django.utils import translation

from helpdesk.web import translated
from tenants.audit import services as audit
from tenants.audit.services import Actor
from tenants.tenancy.countries import COUNTRIES
from tenants.tenancy.models import Company

_AUDITED = (
    *(f"name_{code}" for code in translated.fallbacks()),
    *("language", "languages", "timezone", "weekend"),
)


@dataclass(frozen=True)
class Beginning:
    """What a new company is asked. Both times None: somebody is there around the clock."""

    name: str
    country: str
    language: str
    languages: list[str]
    opens_at: time | None = None
    closes_at: time | None = None


@transaction.atomic
def begin(*, beginning: Beginning) -> Company:
    """Write the settings of a tenant that has none: its country says time zone, weekend and currency."""
    known = COUNTRIES[beginning.country]
    with translation.override(beginning.language):  # in which the name was written
        return Company.objects.create(
            **asdict(beginning), timezone=known.timezone, weekend=known.weekend, currency=known.currency
        )


@transaction.atomic
def change(
    *,
    names: Mapping[str, str],
    language: str,
    languages: Sequence[str],
    timezone: str,
    weekend: str,
    by: Actor,
) -> Company:
    """Change the settings of the current tenant.

    `names` is the company's name by language; a language that is not mentioned keeps its own.
    """
    company = Company.objects.select_for_update().get()
    before = _facts(company)
    translated.write(company, "name", names)
    company.language, company.timezone, company.weekend = language, timezone, weekend
    company.languages = list(dict.fromkeys([language, *languages]))
    after = _facts(company)
    if before != after:
        company.save()
        audit.record(
            verb="tenancy.change",
            actor=by,
            object_label=str(company),
            object_id=company.pk,
            before=before,
            after=after,
        )
    return company


def _facts(company: Company) -> dict[str, Any]:
    return {field: getattr(company, field) for field in _AUDITED}
