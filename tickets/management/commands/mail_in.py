import asyncio
import signal
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand

from helpdesk.lib import heartbeat
from tickets.mail.listener import Listener

log = structlog.get_logger(__name__)
SECONDS_BETWEEN_SIGNS = 3.0


class Command(BaseCommand):
    help = "Listens for mail at MAIL_IN_HOST:MAIL_IN_PORT until SIGTERM. SMTP, or LMTP with MAIL_IN_LMTP=1."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_listen())


async def _listen() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Listener(settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, lmtp=settings.MAIL_IN_LMTP) as listener:
        log.info("mail_in.listening", host=listener.host, port=listener.port, lmtp=settings.MAIL_IN_LMTP)
        await _give_signs(stop)


async def _give_signs(stop: asyncio.Event) -> None:
    while not stop.is_set():
        await asyncio.to_thread(heartbeat.beat, "mail-in")
        try:
            await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_SIGNS)
        except TimeoutError:
            continue
