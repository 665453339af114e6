"""What the environment says about a desk that is to be served."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from helpdesk.run.errors import RunError

YES = frozenset({"1", "true", "yes", "on"})
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Desk:
    """Where the desk listens and whether it shows the demo."""

    host: str
    port: int
    events_port: int
    mail_host: str
    mail_port: int
    demo: bool
    private_hosts: bool
    platform_url: str
    web_workers: int
    web_threads: int
    worker_processes: int

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Desk":
        """Read it. Raises RunError naming the variable that is not a number."""
        host, port = env.get("HOST") or "127.0.0.1", number(env, "PORT", 8000)
        platform_url = env.get("PLATFORM_URL") or f"http://localhost:{port}"
        private = host in LOOPBACK and urlsplit(platform_url).hostname == "localhost"
        demo = (env.get("HELPDESK_DEMO") or str(int(private))).lower() in YES
        return cls(
            host=host,
            port=port,
            events_port=number(env, "EVENTS_PORT", port + 1000),
            mail_host=env.get("MAIL_IN_HOST") or "127.0.0.1",
            mail_port=number(env, "MAIL_IN_PORT", 2525),
            demo=demo,
            private_hosts=(env.get("HELPDESK_ALLOW_PRIVATE_HOSTS") or str(int(demo and private))).lower() in YES,
            platform_url=platform_url,
            web_workers=number(env, "WEB_WORKERS", 1),
            web_threads=number(env, "WEB_THREADS", 8),
            worker_processes=number(env, "WORKER_PROCESSES", 2),
        )

    def environment(self) -> dict[str, str]:
        return {
            "HOST": self.host,
            "PORT": str(self.port),
            "EVENTS_PORT": str(self.events_port),
            "MAIL_IN_HOST": self.mail_host,
            "MAIL_IN_PORT": str(self.mail_port),
            "HELPDESK_DEMO": str(int(self.demo)),
            "HELPDESK_ALLOW_PRIVATE_HOSTS": str(int(self.private_hosts)),  # the demo's networks are on this machine
            "PLATFORM_URL": self.platform_url,
        }

    @property
    def ready_host(self) -> str:
        """The address at which this machine reaches the pages."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    def check_mail(self, env: Mapping[str, str] = os.environ) -> None:
        """Raises RunError when mail could go nowhere: only a demo may keep it on a page for everybody."""
        if not self.demo and not env.get("EMAIL_URL"):
            example = "smtp+tls://user:password@mail.example.com:587"
            raise RunError(f"EMAIL_URL is not set: give the mail server that replies leave by, such as {example}.")

    def check_ports(self) -> None:
        """Raises RunError naming the first port that is taken and the variable that moves it."""
        check_free(self.host, self.port, "pages", "PORT")
        check_free(self.host, self.events_port, "live updates", "EVENTS_PORT")
        check_free(self.mail_host, self.mail_port, "incoming mail", "MAIL_IN_PORT")


def number(env: Mapping[str, str], name: str, default: int) -> int:
    """A variable that is a port or a count. Raises RunError naming it."""
    value = env.get(name) or str(default)
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise RunError(f"{name} must be a number from 1 to 65535, and it is “{value}”.")
    return int(value)


def answers(host: str, port: int, path: str) -> bool:
    """Whether a page is there and well."""
    connection = HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def check_free(host: str, port: int, purpose: str, variable: str) -> None:
    """Raises RunError naming the port that is taken and the variable that moves it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise RunError(f"Port {port} for {purpose} cannot be used ({reason}): set {variable}.") from None
