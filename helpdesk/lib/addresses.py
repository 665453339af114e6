"""Facts about addresses of the internet and of the web. Pure."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

# Not on the public internet although they look like it, or the cover of an IPv4 address.
_COVERS: Final = tuple(
    ip_network(net)
    for net in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/23",
        "3fff::/20",
    )
)
_UNICAST: Final = ip_network("2000::/3")
_OF_A_HOUSE: Final = tuple(
    ip_network(net) for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)


def is_of_the_web(address: str) -> bool:
    """Whether it is a whole http or https address: what a page may make a link of, unlike javascript: and data:."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket that is left open
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def is_public(address: str) -> bool:
    """Whether an address lies on the public internet, under its own name."""
    ip = _plain_ip(address)
    if ip is None or any(ip in net for net in _COVERS if net.version == ip.version):
        return False
    if isinstance(ip, IPv6Address) and ip not in _UNICAST:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def is_of_a_house(address: str) -> bool:
    """Whether an address lies in a private network or on this machine. Not where clouds keep their keys."""
    ip = _plain_ip(address)
    return ip is not None and any(ip in net for net in _OF_A_HOUSE if net.version == ip.version)


def _plain_ip(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
