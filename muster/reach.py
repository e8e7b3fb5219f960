"""Where an address of the internet protocol leads; pure, and nothing is looked up.

Whatever is sent to an address that somebody else names is judged by it: webhooks' addresses, and
the push services of browsers.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")

_NEVER = (
    IPv4Network("0.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),  # link-local: clouds tell their machines' secrets there
    IPv4Network("224.0.0.0/4"),
    IPv4Network("240.0.0.0/4"),
    IPv6Network("::/128"),
    IPv6Network("fe80::/10"),
    IPv6Network("fec0::/10"),
    IPv6Network("ff00::/8"),
    # Where other clouds tell them, or Amazon's by IPv6: Alibaba, Oracle, Azure, Amazon, Google.
    IPv4Network("100.100.100.200/32"),
    IPv4Network("192.0.0.192/32"),
    IPv4Network("168.63.129.16/32"),
    IPv6Network("fd00:ec2::/32"),
    IPv6Network("fd20:ce::254/128"),
)
"""What nobody may be sent to, whatever the setting says."""

_NOT_PUBLIC = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("100.64.0.0/10"),
    IPv4Network("127.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.0.2.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("198.18.0.0/15"),
    IPv4Network("198.51.100.0/24"),
    IPv4Network("203.0.113.0/24"),
    IPv6Network("::1/128"),
    IPv6Network("100::/64"),
    IPv6Network("2001::/23"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
    IPv6Network("fc00::/7"),
)
"""Networks of one's own, of tests and of documents."""

Reach = Literal["public", "private", "never"]


def reach_of(text: str) -> Reach:
    """Where an address of the internet protocol leads: to everybody's network, or to one's own.

    One that another is mapped or translated to leads where that one does; a tunnel leads nowhere
    that its far end may not. What is no address is `never`.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return "never"
    if isinstance(address, IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return reach_of(str(inner))
        tunnelled = address.sixtofour or (address.teredo[1] if address.teredo else None)
        if tunnelled is not None and reach_of(str(tunnelled)) != "public":
            return reach_of(str(tunnelled))
    if any(address in network for network in _NEVER):
        return "never"
    if any(address in network for network in _NOT_PUBLIC) or not address.is_global:
        return "private"
    return "public"


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one is another way of writing, or is translated to."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    last = int(address) & 0xFFFFFFFF
    if any(address in network for network in (*_NAT64, _TRANSLATED)):
        return IPv4Address(last)
    if address in _COMPATIBLE and last > 0xFFFF:
        return IPv4Address(last)
    return None
