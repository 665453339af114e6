"""Table of contents."""

from social.accounts.models import Brand as Brand
from social.accounts.models import SocialAccount as SocialAccount
from social.handoffs.models import HandOff as HandOff
from social.intake.models import Delivery as Delivery
from social.intake.models import Source as Source
from social.listening.models import Listener as Listener
from social.listening.models import Term as Term
from social.mentions.models import Author as Author
from social.mentions.models import Conversation as Conversation
from social.mentions.models import HandleChange as HandleChange
from social.mentions.models import Mention as Mention
from social.mentions.models import Move as Move
from social.mentions.models import Post as Post
from social.mentions.models import Revision as Revision
from social.publishing.models import Outgoing as Outgoing
from social.triage.models import Correction as Correction
