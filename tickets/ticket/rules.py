"""Whose turn it is, and by when. Values in, values out."""

from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(minutes=60)
"""53 % of customers expect an answer within the hour (practice 3)."""

AT_RISK_SHARE = 0.75


class Turn(StrEnum):
    LATE = "late"
    HOUR = "hour"
    LATER = "later"
    UNDUE = "undue"
    CALM = "calm"


def turn(waiting_since: datetime | None, due_at: datetime | None, now: datetime) -> Turn:
    """Where a ticket stands in the inbox."""
    if waiting_since is None:
        return Turn.CALM
    if due_at is None:
        return Turn.UNDUE
    if now > due_at:
        return Turn.LATE
    return Turn.HOUR if due_at - now <= SOON else Turn.LATER


def preview(text: str, limit: int = 200) -> str:
    """The first words on one line."""
    return " ".join(text.split())[:limit]
