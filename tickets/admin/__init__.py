"""Table of contents: what a company's admins see of mailboxes, replies, statuses and the form."""

from tenants.audit import registry
from tenants.membership.site import site
from tickets.admin.words import WORDS
from tickets.calendars.admin import CalendarAdmin
from tickets.calendars.models import Calendar
from tickets.canned.admin import CannedReplyAdmin
from tickets.canned.models import CannedReply
from tickets.followups.admin import PromiseAdmin
from tickets.followups.models import Promise
from tickets.mail.admin import MailboxAdmin
from tickets.mail.models import Mailbox
from tickets.portal.admin import WebFormAdmin
from tickets.portal.models import WebForm
from tickets.recovery.admin import ApprovalAdmin, GrantAdmin, LedgerEntryAdmin, LimitAdmin
from tickets.recovery.models import Approval, Grant, LedgerEntry, Limit
from tickets.sla.admin import SlaPolicyAdmin
from tickets.sla.models import SlaPolicy
from tickets.ticket.admin import CategoryAdmin, CustomStatusAdmin
from tickets.ticket.models import Category, CustomStatus

site.register(Calendar, CalendarAdmin)
site.register(CannedReply, CannedReplyAdmin)
site.register(CustomStatus, CustomStatusAdmin)
site.register(Category, CategoryAdmin)
site.register(Mailbox, MailboxAdmin)
site.register(SlaPolicy, SlaPolicyAdmin)
site.register(Promise, PromiseAdmin)
site.register(WebForm, WebFormAdmin)
site.register(Limit, LimitAdmin)
site.register(Approval, ApprovalAdmin)
site.register(Grant, GrantAdmin)
site.register(LedgerEntry, LedgerEntryAdmin)

for verb, word in WORDS.items():
    registry.words.add(verb, word)
