"""Whose turn it is, and by when. Values in, values out."""

from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_GOAL = timedelta(minutes=60)
"""53 % of customers expect an answer within the hour (practice 3). The house goal until a company sets policies."""

AT_RISK_SHARE = 0.75


class Turn(StrEnum):
    LATE = "late"
    HOUR = "hour"
    CALM = "calm"


def due_at(waiting_since: datetime) -> datetime:
    return waiting_since + ANSWER_GOAL


def turn(waiting_since: datetime | None, now: datetime) -> Turn:
    """Where a ticket stands in the inbox."""
    if waiting_since is None:
        return Turn.CALM
    return Turn.LATE if now > due_at(waiting_since) else Turn.HOUR


def preview(text: str, limit: int = 200) -> str:
    """The first words on one line."""
    return " ".join(text.split())[:limit]
