"""The door for mail: SMTP, or LMTP behind a mail server. Says 250 only when the mail is safe; relays nothing."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any, TypeVar

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from tenants.tenancy import addresses
from tickets.mail import selectors, services
from tickets.mail.errors import MailTooLarge

log = structlog.get_logger(__name__)
T = TypeVar("T")

THREADS = 8
MAX_SESSIONS = 100
MAX_RECIPIENTS = 100
MAX_LINE = 1024 * 1024  # the standard says 1,000; what customers' programs send says more
SECONDS_IDLE = 120
SECONDS_TO_FINISH = 8.0

KEPT = "250 2.0.0 Kept"
UNKNOWN = "550 5.1.1 No such mailbox here"
PAUSED = "450 4.2.1 This mailbox is paused, please try again later"
TOO_MANY = "452 4.5.3 Too many recipients, please send the rest in another mail"
TOO_LARGE = "552 5.3.4 The mail is too large"
LATER = "451 4.3.0 The mail could not be kept, please try again later"


class Door:
    """What aiosmtpd asks us. Work with the database happens in threads, each with a connection of its own."""

    def __init__(self, pool: ThreadPoolExecutor, *, per_recipient: bool) -> None:
        self._pool = pool
        self._per_recipient = per_recipient
        self.busy = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return TOO_MANY
        try:
            found = await self._run(selectors.recipient, address)
        except (DatabaseError, OSError) as error:
            log.error("mail_in.no_database", error=type(error).__name__)
            return LATER
        if found is None:
            return UNKNOWN
        if found.is_paused:
            return PAUSED
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.busy += 1
        try:
            if self._per_recipient:
                return "\r\n".join([await self._keep(envelope, [one]) for one in envelope.rcpt_tos])
            return await self._keep(envelope, envelope.rcpt_tos)
        finally:
            self.busy -= 1

    async def _keep(self, envelope: Envelope, recipients: list[str]) -> str:
        content = envelope.original_content or b""
        try:
            kept = await self._run(
                services.accept, envelope_from=envelope.mail_from or "", recipients=recipients, raw=content
            )
        except MailTooLarge:
            return TOO_LARGE
        except Exception as error:  # whatever it is: we do not have it, so the sender must keep it
            log.exception("mail_in.not_kept", error=type(error).__name__)
            return LATER
        return KEPT if kept else UNKNOWN

    async def handle_exception(self, error: Exception) -> str:
        log.error("mail_in.crashed", error=type(error).__name__)
        return LATER

    async def _run(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(_with_sound_connections, work, *args, **kwargs))


def _with_sound_connections(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()


def _close_connections(everybody: Barrier) -> None:
    connections.close_all()  # this thread's own
    everybody.wait(5)  # so that each thread takes one of these


class _Limits:
    """Mixed into both protocols: longer lines, and the sessions that are open."""

    line_length_limit = MAX_LINE
    sessions: "set[Any]"

    def connection_made(self, transport: Any) -> None:
        self.sessions.add(self)
        super().connection_made(transport)  # type: ignore[misc]

    def connection_lost(self, error: Exception | None) -> None:
        self.sessions.discard(self)
        super().connection_lost(error)  # type: ignore[misc]


class SmtpSession(_Limits, SMTP):
    """One client, one answer for all recipients."""


class LmtpSession(_Limits, LMTP):
    """One mail server of ours, one answer for each recipient."""

    _answers_due = 0

    async def push(self, status: Any) -> None:
        """One answer to the whole mail is given once for each recipient."""
        if self._answers_due and "\r\n" not in status:
            status = "\r\n".join([status] * self._answers_due)
        goes_on = isinstance(status, str) and status.startswith("354")
        self._answers_due = len(self.envelope.rcpt_tos) if goes_on and self.envelope else 0
        await super().push(status)


class Refusal(asyncio.Protocol):
    """For the client that is one too many."""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
        transport.close()


class Listener:
    """Use as an async context manager. Leaving it lets mails in transfer finish, then closes."""

    def __init__(self, host: str, port: int, *, lmtp: bool = False, threads: int = THREADS) -> None:
        self.host, self.port, self._threads = host, port, threads
        self._protocol = LmtpSession if lmtp else SmtpSession
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="mail-in")
        self._door = Door(self._pool, per_recipient=lmtp)
        self._sessions: set[Any] = set()

    async def __aenter__(self) -> "Listener":
        self._server = await asyncio.get_running_loop().create_server(self._session, self.host, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        deadline = asyncio.get_running_loop().time() + SECONDS_TO_FINISH
        while self._door.busy and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0)  # the last answer goes out first
        for session in list(self._sessions):
            if session.transport is not None:
                session.transport.close()
        everybody = Barrier(self._threads)
        for _ in range(self._threads):
            self._pool.submit(_close_connections, everybody)
        self._pool.shutdown(wait=True)

    def _session(self) -> asyncio.BaseProtocol:
        if len(self._sessions) >= MAX_SESSIONS:
            return Refusal()
        session = self._protocol(
            self._door,
            data_size_limit=settings.MAIL_IN_MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname=addresses.platform_host(),
            ident="Heard",
            timeout=SECONDS_IDLE,
            command_call_limit={"MAIL": 1000, "RCPT": 10_000, "DATA": 1000, "*": 1000},
            loop=asyncio.get_running_loop(),
        )
        session.sessions = self._sessions
        return session
