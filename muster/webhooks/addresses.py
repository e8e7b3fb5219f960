"""Which addresses of the network may hear events; pure, nothing is looked up here."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from muster.reach import reach_of

ADDRESS_MAX = 2000
_PLAIN_HTTPS, _PLAIN_HTTP = 443, 80
_FIRST_FREE_PORT = 1024

AddressFault = Literal[
    "not_http", "https_only", "credentials", "fragment", "host", "port", "private", "too_long"
]
"""Why an address is not taken."""

_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBERS = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_VISIBLE = re.compile(r"[!-~]+")

_HERE_ONLY = ("localhost", "local", "internal", "home.arpa", "localdomain", "lan", "intranet")
"""Names that lead into a network of one's own, and nowhere else."""


class AddressRefused(ValueError):
    """An address that events are not sent to; it is in none of its words."""

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(fault)
        self.fault: AddressFault = fault


def may_reach(text: str, *, https: bool, allow_private: bool) -> bool:
    """Whether an event may go to an address of the internet protocol.

    Args:
        https: whether it would be encrypted; without that it stays in networks of one's own.
        allow_private: whether those are allowed at all (`MUSTER_WEBHOOKS_ALLOW_PRIVATE`).
    """
    match reach_of(text):
        case "public":
            return https
        case "private":
            return allow_private
        case "never":
            return False


def check_address(text: str, *, allow_private: bool) -> str:
    """An address as it is stored: `text` with its scheme and host in small letters.

    What its name leads to is looked at whenever something is sent.

    Raises:
        AddressRefused: it is none that events are sent to.
    """
    if len(text) > ADDRESS_MAX:
        raise AddressRefused("too_long")
    if not _VISIBLE.fullmatch(text) or "\\" in text:
        raise AddressRefused("not_http")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused("not_http") from None
    if parts.scheme not in ("http", "https"):
        raise AddressRefused("not_http")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressRefused("credentials")
    if "#" in text:
        raise AddressRefused("fragment")
    https = parts.scheme == "https"
    if not https and not allow_private:
        raise AddressRefused("https_only")
    usual = _PLAIN_HTTPS if https else _PLAIN_HTTP
    if port is not None and port != usual and port < _FIRST_FREE_PORT:
        raise AddressRefused("port")
    _check_host(host or "", https=https, allow_private=allow_private)
    host = f"[{host}]" if host is not None and ":" in host else host
    place = f"{host}" if port in (None, usual) else f"{host}:{port}"
    return f"{parts.scheme}://{place}{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _check_host(host: str, *, https: bool, allow_private: bool) -> None:
    try:
        ip_address(host)
    except ValueError:
        bare = host.removesuffix(".")
        last = bare.rpartition(".")[2]
        # "127.1", "2130706433" and "0x7f.1" are addresses to some who look names up.
        if not _HOST.fullmatch(bare) or len(bare) > 253 or _NUMBERS.fullmatch(last):
            raise AddressRefused("host") from None
        at_home = "." not in bare or any(
            bare == name or bare.endswith(f".{name}") for name in _HERE_ONLY
        )
        if at_home and not allow_private:
            raise AddressRefused("private") from None
        return
    if "%" in host:
        raise AddressRefused("host")
    if not may_reach(host, https=https, allow_private=allow_private):
        raise AddressRefused("https_only" if reach_of(host) == "public" else "private")


def shown_address(address: str) -> str:
    """What may be shown of an address that `check_address` made: all before its path."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
