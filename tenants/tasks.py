"""Table of contents."""

from tenants.outbox.tasks import drain as drain
from tenants.outbox.tasks import sweep as sweep
