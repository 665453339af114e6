"""Table of contents."""

from tickets.followups.tasks import drain as drain_promises  # noqa: F401
from tickets.mail.tasks import drain as drain
from tickets.recovery.tasks import expire as expire
from tickets.sla.tasks import drain as drain_clocks  # noqa: F401
from tickets.ticket.tasks import wake as wake
