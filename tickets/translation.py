"""Table of contents: what companies write in several languages."""

from tickets.canned.translation import CannedReplyTranslation as CannedReplyTranslation
from tickets.portal.translation import WebFormTranslation as WebFormTranslation
from tickets.ticket.translation import CategoryTranslation as CategoryTranslation
from tickets.ticket.translation import CustomStatusTranslation as CustomStatusTranslation
