"""Table of contents."""

from tickets.contacts.models import Contact as Contact
from tickets.contacts.models import Identity as Identity
from tickets.mail.models import Inbound as Inbound
from tickets.mail.models import Mailbox as Mailbox
from tickets.mail.models import Outbound as Outbound
from tickets.messages.models import Attachment as Attachment
from tickets.messages.models import Message as Message
from tickets.search.models import Entry as Entry
from tickets.ticket.models import Counter as Counter
from tickets.ticket.models import Tag as Tag
from tickets.ticket.models import Ticket as Ticket
from tickets.ticket.models import TicketTag as TicketTag
from tickets.timeline.models import Event as Event
