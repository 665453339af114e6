"""What the history says was done, by verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "calendars.add_day": _("Special day added"),
    "calendars.archive": _("Calendar archived"),
    "calendars.change": _("Calendar changed"),
    "calendars.change_day": _("Special day changed"),
    "calendars.create": _("Calendar made"),
    "calendars.prefer": _("Default calendar chosen"),
    "calendars.remove_day": _("Special day removed"),
    "calendars.restore": _("Calendar offered again"),
    "canned.archive": _("Canned reply archived"),
    "canned.change": _("Canned reply changed"),
    "canned.create": _("Canned reply made"),
    "canned.restore": _("Canned reply offered again"),
    "contacts.change_organization": _("Organization changed"),
    "contacts.create_organization": _("Organization made"),
    "contacts.join": _("Contact joined to an organization"),
    "contacts.remove_organization": _("Organization removed"),
    "guard.override": _("Public words sent although the guard stopped them"),
    "mail.add_mailbox": _("Mailbox added"),
    "mail.change_mailbox": _("Mailbox changed"),
    "mail.prefer_mailbox": _("Default mailbox chosen"),
    "portal.change": _("Web form changed"),
    "ticket.archive_category": _("Category archived"),
    "ticket.archive_status": _("Status archived"),
    "ticket.create_category": _("Category made"),
    "ticket.create_status": _("Status made"),
    "ticket.move_category": _("Category moved in the order"),
    "ticket.move_status": _("Status moved in the order"),
    "ticket.rename_category": _("Category renamed"),
    "ticket.rename_status": _("Status renamed"),
    "ticket.restore_category": _("Category offered again"),
    "ticket.restore_status": _("Status offered again"),
}
