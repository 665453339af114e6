"""Table of contents: what a company's admins see of mailboxes, replies and statuses."""

from tenants.membership.site import site
from tickets.mail.admin import MailboxAdmin
from tickets.mail.models import Mailbox

site.register(Mailbox, MailboxAdmin)
