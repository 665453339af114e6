from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """A change of people or organizations that is not allowed. Nothing was changed."""


class IdentityTaken(Refused):
    """The address belongs to another contact."""

    message = gettext_lazy("This belongs to another contact.")
    field = "value"


class OrganizationNameTaken(Refused):
    message = gettext_lazy("There is an organization of this name. Choose another one.")
    field = "name"


class OrganizationGone(Refused):
    """It was removed a moment ago."""

    message = gettext_lazy("This organization is no longer here.")
    field = "organization"


class NoDomain(Refused):
    field = "domains"

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.message = _("%(written)s is no domain. Write it like company.com.") % {"written": written}


class FreeMailDomain(Refused):
    field = "domains"

    def __init__(self, domain: str) -> None:
        super().__init__(domain)
        self.message = _("Anybody can have an address at %(domain)s, so it cannot tell who belongs together.") % {
            "domain": domain
        }


class DomainTaken(Refused):
    field = "domains"

    def __init__(self, domain: str, owner: str) -> None:
        super().__init__(domain)
        self.message = _("%(domain)s belongs to %(organization)s already.") % {"domain": domain, "organization": owner}


class TooManyDomains(Refused):
    message = gettext_lazy("An organization has 50 domains at most.")
    field = "domains"
