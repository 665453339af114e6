"""UUID version 7 (RFC 9562): ids made in Python that rise with time."""

import os
import time
import uuid
from datetime import datetime


def uuid7() -> uuid.UUID:
    """48 bits of milliseconds, 12 bits of sub-millisecond time, 62 random bits: one process makes rising ids."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    head = (milliseconds & ((1 << 48) - 1)) << 80 | 7 << 76 | (rest * 4096 // 1_000_000) << 64
    return uuid.UUID(int=head | 2 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)


def floor(moment: datetime) -> uuid.UUID:
    """Ids made since that moment are greater."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) & ((1 << 48) - 1)) << 80)
