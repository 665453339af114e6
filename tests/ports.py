"""Ports for servers that a test starts."""

import secrets
import socket

BELOW_THE_KERNELS_OWN = range(10_240, 32_768)
"""What the kernel hands to outgoing connections begins above: a port of those may be taken before the server binds."""


def free_port() -> int:
    """A port of this machine on which nothing listens, and which no other test is likely to draw."""
    while True:
        port = secrets.choice(BELOW_THE_KERNELS_OWN)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
