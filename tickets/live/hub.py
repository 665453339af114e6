"""Who listens in this process, and how news reaches them. One event loop; the database is asked in threads."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import Error as DatabaseError

from tickets.live import rules, selectors
from tickets.live.errors import Refused
from tickets.live.rules import News, Notice
from tickets.live.selectors import Checked, Seat

log = structlog.get_logger(__name__)
T = TypeVar("T")
Run = Callable[..., Awaitable[Any]]
"""Runs a function that asks the database, with its arguments, where it may block."""

MOST_FRAMES = 64
MOST_NEWS = 500
MOST_OF_A_MEMBER = 12
SWEEP_SECONDS = 3.0
LOOK_EVERY = 4
"""Each so many sweeps the history is asked for what the broker never said: whoever speaks rests after a failure."""
MOST_REMEMBERED = 1000

RESYNC = rules.frame("resync", {})
AWAY = rules.frame("away", {})
BACK = rules.frame("back", {})
BYE = rules.frame("bye", {})


class Listener:
    """One open stream: what waits to be written to it, never more than a little."""

    __slots__ = ("_frames", "_wake", "ended", "seat")

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.ended = False
        self._frames: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def put(self, frame: bytes) -> None:
        """Who reads too slowly is sent away to look at everything again."""
        if self.ended:
            return
        if len(self._frames) >= MOST_FRAMES:
            self.end(RESYNC)
            return
        self._frames.append(frame)
        self._wake.set()

    def end(self, last: bytes = b"") -> None:
        """Say one last thing, nothing of what waited, and close."""
        if self.ended:
            return
        self.ended = True
        self._frames.clear()
        self._frames.append(last)
        self._wake.set()

    async def take(self, seconds: float) -> bytes:
        """What is to be written, after a wait of at most so long; b"" when nothing came."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return b""
        chunk = b"".join(self._frames)
        self._frames.clear()
        self._wake.clear()
        return chunk


class Room:
    """The listeners of one company, by seat, the news that is being checked for them, and what was told lately."""

    __slots__ = ("heard", "news", "seats", "task", "tenant_id")

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.seats: dict[Seat, set[Listener]] = {}
        self.news: list[News | Notice] = []
        self.heard: deque[UUID] = deque(maxlen=MOST_REMEMBERED)
        self.task: asyncio.Task[None] | None = None

    def listeners(self) -> Iterator[Listener]:
        return (listener for group in list(self.seats.values()) for listener in list(group))

    def of_member(self, member_id: UUID) -> int:
        return sum(len(group) for seat, group in self.seats.items() if seat.member_id == member_id)


class Hub:
    """All rooms of this process. `away` is true while the broker is."""

    def __init__(self, run: Run, *, most: int = 5000) -> None:
        self.rooms: dict[UUID, Room] = {}
        self.away = True
        self.open = 0
        self._run = run
        self._most = most
        self._lost_at = time.time()

    def join(self, seat: Seat) -> Listener:
        """Open a stream for a seat. Raises Refused: 429 for too many of one member, 503 for too many in all."""
        if self.open >= self._most:
            raise Refused(503)
        room = self.rooms.get(seat.tenant_id) or Room(seat.tenant_id)
        if room.of_member(seat.member_id) >= MOST_OF_A_MEMBER:
            raise Refused(429)
        self.rooms[seat.tenant_id] = room
        listener = Listener(seat)
        room.seats.setdefault(seat, set()).add(listener)
        self.open += 1
        return listener

    def leave(self, listener: Listener) -> None:
        room = self.rooms[listener.seat.tenant_id]
        room.seats[listener.seat].discard(listener)
        self.open -= 1
        if not room.seats[listener.seat]:
            del room.seats[listener.seat]
        if not room.seats:
            del self.rooms[room.tenant_id]

    def hear(self, tenant_id: UUID, news: News | Notice) -> None:
        """The broker said it: check it for everybody who listens here, together with whatever else comes meanwhile."""
        room = self.rooms.get(tenant_id)
        if room is None or (isinstance(news, Notice) and not room.of_member(news.member_id)):
            return
        room.heard.append(news.id)
        room.news.append(news)
        if len(room.news) > MOST_NEWS:
            room.news.clear()
            _tell(room.listeners(), RESYNC)
        elif room.task is None:
            room.task = asyncio.create_task(self._deliver(room))

    def lost(self) -> None:
        """The broker went away."""
        if not self.away:
            self.away, self._lost_at = True, time.time()
            for room in list(self.rooms.values()):
                _tell(room.listeners(), AWAY)

    async def back(self) -> None:
        """The broker is there again: what was said meanwhile is read from the database."""
        self.away = False
        first = rules.first_id(int(self._lost_at * 1000) - rules.OVERLAP_MS)
        for room in list(self.rooms.values()):
            await self._catch_up(room, first)
            _tell(room.listeners(), BACK)

    async def sweep(self) -> None:
        """End the streams of those who may no longer listen, news or not; tell the others what was lost on the way.

        Runs until it is cancelled.
        """
        for turn in count(1):
            began = time.monotonic()
            for room in list(self.rooms.values()):
                looks = not self.away and turn % LOOK_EVERY == 0
                await self._check(room, await self._lost_news(room) if looks else [])
            await asyncio.sleep(max(0.5, SWEEP_SECONDS - (time.monotonic() - began)))

    async def missed(self, seat: Seat, first: UUID) -> list[bytes] | None:
        """The frames of what a listener who has just been seated missed; None when he has to look at everything."""
        news = await self._run(selectors.missed, seat.tenant_id, first)
        if not news:
            return None if news is None else []
        checked = await self._run(selectors.check, seat.tenant_id, [seat], [one.ticket_id for one in news])
        return list(_frames(news, checked)) if seat in checked.seats else []

    async def _catch_up(self, room: Room, first: UUID) -> None:
        try:
            news = await self._run(selectors.missed, room.tenant_id, first)
        except DatabaseError:
            news = None
        if news is None:
            _tell(room.listeners(), RESYNC)
        else:
            await self._check(room, news)

    async def _lost_news(self, room: Room) -> list[News]:
        """What the history holds and nobody told."""
        first = rules.first_id(int((time.time() - LOOK_EVERY * SWEEP_SECONDS) * 1000) - rules.OVERLAP_MS)
        try:
            news = await self._run(selectors.missed, room.tenant_id, first, list(room.heard))
        except DatabaseError:
            return []
        if news is None:
            _tell(room.listeners(), RESYNC)
            return []
        room.heard.extend(one.id for one in news)
        return list(news)

    async def _deliver(self, room: Room) -> None:
        try:
            while room.news:
                news, room.news = room.news, []
                await self._check(room, news)
        finally:
            room.task = None

    async def _check(self, room: Room, said: Sequence[News | Notice]) -> None:
        """Ask the database who may still listen, and tell only those. When it is silent nobody may."""
        seats = list(room.seats)
        news = [one for one in said if isinstance(one, News)]
        try:
            checked = await self._run(selectors.check, room.tenant_id, seats, [one.ticket_id for one in news])
        except Exception as error:  # whatever it is: nobody hears what was not checked
            log.warning("live.unchecked", error=str(error)[:200])
            _end(room, seats, RESYNC)
            return
        _end(room, [seat for seat in seats if seat not in checked.seats], BYE)
        frames, own = b"".join(_frames(news, checked)), _own(said)
        for seat in seats:
            if words := frames + own.get(seat.member_id, b""):
                _tell(room.seats.get(seat, ()), words)


def _own(said: Sequence[News | Notice]) -> dict[UUID, bytes]:
    """The newest notice of each member: one is as good as many."""
    return {one.member_id: rules.notice_frame(one) for one in said if isinstance(one, Notice)}


def _frames(news: Iterable[News], checked: Checked) -> Iterator[bytes]:
    for one in news:
        if one.ticket_id in checked.numbers:
            yield rules.change_frame(one, checked.numbers[one.ticket_id])


def _tell(listeners: Iterable[Listener], frame: bytes) -> None:
    for listener in list(listeners):
        listener.put(frame)


def _end(room: Room, seats: Iterable[Seat], last: bytes) -> None:
    for seat in seats:
        for listener in list(room.seats.get(seat, ())):
            listener.end(last)
