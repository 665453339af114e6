"""Table of contents."""

from social.mentions.services.hearing import Heard as Heard
from social.mentions.services.hearing import hear as hear
from social.mentions.services.hearing import taken_back as taken_back
from social.mentions.services.moves import dismiss as dismiss
from social.mentions.services.moves import hold as hold
from social.mentions.services.moves import move as move
from social.mentions.services.moves import reopen as reopen
from social.mentions.services.moves import settle as settle
from social.mentions.services.moves import settled_earlier as settled_earlier
from social.mentions.services.noting import note as note
from social.mentions.services.people import link as link
from social.mentions.services.people import unlink as unlink
from social.mentions.services.thanks import thank as thank
from social.mentions.services.tickets import open_ticket as open_ticket
