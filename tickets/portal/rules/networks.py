"""Whom a rate limit counts: the network of a caller, so that one with many addresses is one."""

import ipaddress

_PREFIX = {4: 24, 6: 64}


def network_of(address: str) -> str:
    """`203.0.113.0/24`, `2001:db8:1:2::/64`; a text that is no address is counted as it is."""
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found.compressed.partition('%')[0]}/{_PREFIX[found.version]}", strict=False))
