"""Table of contents."""

from tickets.canned.models import CannedReply as CannedReply
from tickets.contacts.models import Contact as Contact
from tickets.contacts.models import Identity as Identity
from tickets.contacts.models import Organization as Organization
from tickets.mail.models import Inbound as Inbound
from tickets.mail.models import Mailbox as Mailbox
from tickets.mail.models import Outbound as Outbound
from tickets.messages.models import Attachment as Attachment
from tickets.messages.models import Draft as Draft
from tickets.messages.models import Message as Message
from tickets.messages.models import Upload as Upload
from tickets.portal.models import Link as Link
from tickets.portal.models import WebForm as WebForm
from tickets.search.models import Entry as Entry
from tickets.ticket.models import Category as Category
from tickets.ticket.models import Counter as Counter
from tickets.ticket.models import CustomStatus as CustomStatus
from tickets.ticket.models import Tag as Tag
from tickets.ticket.models import Ticket as Ticket
from tickets.ticket.models import TicketTag as TicketTag
from tickets.timeline.models import Event as Event
