from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Each says what to do: `message` is a lazy translation."""

    message = _("This cannot be done.")


class FormClosed(Refused):
    message = _("The form is closed.")


class NotProving(Refused):
    """Only the key that was mailed says whose address it is."""

    message = _("Open the link in our mail to do this.")
