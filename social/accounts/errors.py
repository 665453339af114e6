from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """What was asked is not possible; `message` says why and `field` where."""

    message = _("That is not possible.")
    field = ""


class BrandNameTaken(Refused):
    message = _("There is a brand of this name.")
    field = "name"


class BrandArchived(Refused):
    message = _("This brand is archived. Bring it back first.")
    field = "brand"


class BrandInUse(Refused):
    message = _("Remove the accounts of this brand first.")


class AccountTaken(Refused):
    message = _("Another company has connected this account.")


class AccountRemoved(Refused):
    message = _("This account was removed. Connect it anew.")


class OtherAccount(Refused):
    message = _("This is another account. Sign in on the network with the one that you want to connect again.")
