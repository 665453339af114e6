"""What the services of this room may refuse, as the API says it."""

from typing import Any

from tickets.contacts.errors import (
    DomainTaken,
    FreeMailDomain,
    IdentityTaken,
    NoDomain,
    OrganizationGone,
    OrganizationNameTaken,
    TooManyDomains,
)

REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    IdentityTaken: ("identity_taken", ""),
    OrganizationGone: ("organization_gone", ""),
    OrganizationNameTaken: ("name_taken", ""),
    DomainTaken: ("domain_taken", ""),
}
FAULTS: dict[type[Exception], str] = {
    NoDomain: "invalid_domain",
    FreeMailDomain: "free_mail_domain",
    TooManyDomains: "too_many_domains",
}
