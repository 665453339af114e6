from django.utils.translation import gettext_lazy as _

from helpdesk.lib.refusal import Refusal


class Refused(Refusal):
    """A change of brands or accounts that is not possible. Nothing was changed. `code` is for programs."""

    code = "refused"


class BrandNameTaken(Refused):
    message = _("There is a brand of this name.")
    field = "name"
    code = "name_taken"


class BrandArchived(Refused):
    message = _("This brand is archived. Bring it back first.")
    field = "brand"
    code = "brand_archived"


class BrandInUse(Refused):
    message = _("Remove the accounts of this brand first.")
    code = "brand_in_use"


class AccountTaken(Refused):
    """It speaks for one company at a time."""

    message = _("Another company has connected this account. It must be removed there first.")
    code = "account_taken"


class AccountRemoved(Refused):
    message = _("This account was removed. Connect it anew.")
    code = "account_removed"


class OtherAccount(Refused):
    message = _("This is another account. Sign in on the network with the one that you want to connect again.")
    code = "other_account"


class SignInOver(Refused):
    """What came back from a network belongs to no sign-in that this person began here in the last minutes."""

    message = _("This sign-in took too long, was used already, or was begun elsewhere. Begin it again.")
    code = "sign_in_over"


class SignInDenied(Refused):
    message = _("The network was not allowed to let us in. Nothing was connected.")
    code = "sign_in_denied"
