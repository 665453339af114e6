"""The embedded Valkey: the doorbell of the workers and the cache, on a unix socket, with an append-only file."""

import os
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from helpdesk.run.accounts import Account
from helpdesk.run.supervisor import Program


@dataclass(frozen=True)
class Valkey:
    """Where Valkey keeps its file and listens."""

    server: Path
    folder: Path
    sockets: Path
    account: Account | None
    durable: bool = True

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def initialise(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(self.folder, self.account.uid, self.account.gid)

    def program(self) -> Program:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "databases": "16",
            "loglevel": "warning",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return Program(
            name="valkey",
            command=(str(self.server), *options),
            env={"PATH": os.defpath},
            stage=0,
            account=self.account,
            death_signal=signal.SIGTERM,
        )

    def url(self, scheme: str, query: str) -> str:
        return f"{scheme}://{self.socket}?{query}"

    def ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False
