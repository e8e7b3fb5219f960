"""The reverse proxy's snippet for the address that browsers use. Pure.

Live events have to pass unbuffered and may stay open for hours. Addresses of people's calendars are
secrets, which nginx would write down (Caddy keeps no log of requests by itself).
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

Proxy = Literal["caddy", "nginx"]

FOREIGN_PROXY = (
    "A proxy on another machine is believed only where FORWARDED_ALLOW_IPS names its address in "
    "Muster's environment (Environment= in the unit)."
)

_CADDY = """\
{site} {{
    respond /metrics 404
    reverse_proxy 127.0.0.1:{port} {{
        flush_interval -1
    }}
}}
"""

_NGINX = """\
server {{
{listen}
    server_name {host};
{certificate}
    location = /metrics {{ return 404; }}

    location = /api/availability/events {{
{passing}        proxy_buffering off;
        proxy_read_timeout 1h;
    }}

    location /calendar/ {{
        access_log off;  # its addresses are secrets
{passing}    }}

    location / {{
{passing}    }}
}}
"""

_PASSING = """\
        proxy_pass http://127.0.0.1:{port};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
"""


def snippet(proxy: Proxy, origin: str, port: int) -> str:
    """What to put into the proxy's configuration.

    Args:
        origin: `FRONTEND_ORIGIN`.
        port: the port of this machine that Muster listens on.
    """
    parts = urlsplit(origin)
    host, https = parts.hostname or "", parts.scheme == "https"
    if ":" in host:
        host = f"[{host}]"
    if proxy == "caddy":
        # Caddy makes https of a bare name by itself.
        site = parts.netloc if https else origin
        return _CADDY.format(site=site, port=port)
    at = parts.port or (443 if https else 80)
    return _NGINX.format(
        listen=f"    listen {at} ssl http2;" if https else f"    listen {at};",
        host=host,
        certificate="    # ssl_certificate …; ssl_certificate_key …;\n" if https else "",
        passing=_PASSING.format(port=port),
    )
