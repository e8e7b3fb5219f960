"""What the values of settings may be: each type here reads one kind of text from the environment.

A type raises `ValueError` with what is accepted, for `load_settings` to report. Text comes from
outside and is judged; values that our own code hands over typed are taken as they are.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import time
from ipaddress import ip_address
from typing import Annotated, Any, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from muster import colour

SESSION_SECRET_MIN = 16
"""Characters that a `SESSION_SECRET` has at least."""

PASSPHRASE_MIN = 9
"""Characters that a passphrase in the place of a contact key has at least."""

_VAPID_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
_KEY_LENGTH = 44
LONGEST_COMMUNITY_NAME = 40
LAST_SNOWFLAKE = 2**63 - 1
_HTTP_URL = "an address that begins with http:// or https://"
_ORIGIN = (
    "an origin with http:// or https://, without a path, a user or a password, "
    "such as https://muster.example.org"
)
_POSTGRESQL_URL = (
    "postgresql://user:password@host:port/database, with special characters "
    "of the password written as %XX"
)
_REDIS_URL = "redis://host:port/0, rediss://host:port/0 or redis+unix:///path/of/its/socket"
_CHOICES_OF_POSTGRESQL = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "sslnegotiation": ("postgres", "direct"),
    "target_session_attrs": (
        *("any", "primary", "standby", "read-write", "read-only", "prefer-standby"),
    ),
}
# The server would take them for its own settings, know none of them and refuse every connection.
_LIBPQ_ALONE = frozenset(
    {"channel_binding", "connect_timeout", "gssencmode", "hostaddr", "sslcompression", "sslsni"}
    | {"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"}
)
_NUMBERS_OF_REDIS = frozenset(
    {"db", "health_check_interval", "max_connections", "socket_connect_timeout", "socket_timeout"}
)


def split_list(value: Any) -> Any:
    """The parts of text between commas, without white space and empty ones."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address) can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _snowflake(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        if not (text.isascii() and text.isdigit() and 0 < int(text) <= LAST_SNOWFLAKE):
            raise ValueError("a Discord id: digits only, such as 80351110224678912")
        return int(text)
    return value


def _snowflakes(value: Any) -> Any:
    value = split_list(value)
    if not isinstance(value, list):
        return value
    try:
        # slomix writes 0 where there is none.
        return [_snowflake(part) for part in cast(list[Any], value) if part != "0"]
    except ValueError:
        raise ValueError("Discord ids (digits), separated by commas") from None


def _wall_time(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        hour, colon, minute = text.partition(":")
        digits = len(hour) in (1, 2) and len(minute) == 2 and (hour + minute).isdigit()
        if not (colon and text.isascii() and digits and int(hour) < 24 and int(minute) < 60):
            raise ValueError("a time of day HH:MM, such as 20:45")
        return time(int(hour), int(minute))
    return value


def _zone(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return ZoneInfo(value.strip())
        except (KeyError, ValueError, OSError):
            raise ValueError("an IANA time zone, such as Europe/Ljubljana") from None
    return value


def _http_parts(value: str) -> SplitResult | None:
    with suppress(ValueError):
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        if valid and not (parts.query or parts.fragment or re.search(r"[\s\\]", value)):
            return parts
    return None


def _http_url(value: str) -> str:
    if _http_parts(value) is None:
        raise ValueError(_HTTP_URL)
    return value.rstrip("/")


def _secret_http_url(value: SecretStr) -> SecretStr:
    # A query is allowed: healthchecks' addresses may have `?create=1`.
    address, question, query = value.get_secret_value().partition("?")
    if _http_parts(address) is None or re.search(r"[\s#]", query):
        raise ValueError(_HTTP_URL)
    return SecretStr(address + question + query)


def _http_urls(value: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(_http_url(part) for part in value)
    except ValueError:
        raise ValueError("addresses with http:// or https://, separated by commas") from None


def _origin(value: str) -> str:
    parts = _http_parts(value.rstrip("/"))
    if parts is None or parts.path or "@" in parts.netloc:
        raise ValueError(_ORIGIN)
    return value.rstrip("/")


def _postgresql_url(value: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(value.get_secret_value())
        query = dict(
            parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        )
        # A password's unescaped #, / or @ makes something else of what follows it.
        fits = parts.scheme in ("postgresql", "postgres") and not parts.fragment
        fits = fits and parts.netloc.count("@") <= 1 and _hosts_fit(parts.netloc)
    except ValueError:
        raise ValueError(_POSTGRESQL_URL) from None
    if not fits:
        raise ValueError(_POSTGRESQL_URL)
    for name, choices in _CHOICES_OF_POSTGRESQL.items():
        if name in query and query[name] not in choices:
            raise ValueError(
                f"an address whose {name} is {', '.join(choices[:-1])} or {choices[-1]}"
            )
    if unknown := sorted(_LIBPQ_ALONE & set(query)):
        raise ValueError(f"an address without {' and '.join(unknown)}, which only libpq knows")
    return value


def _hosts_fit(netloc: str) -> bool:
    """Whether each of the hosts, which commas separate, has a port that can be read, or none."""
    return all(urlsplit(f"//{host}").port != 0 for host in netloc.rpartition("@")[2].split(","))


def _redis_url(value: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(value.get_secret_value())
        if parts.scheme == "redis+unix":
            fits = len(parts.path) > 1
        else:
            fits = parts.scheme in ("redis", "rediss") and parts.hostname and parts.port != 0
            fits = fits and re.fullmatch(r"/?[0-9]*", parts.path)
        for name, given in parse_qsl(parts.query, strict_parsing=bool(parts.query)):
            if name in _NUMBERS_OF_REDIS:
                float(given)
    except ValueError:
        raise ValueError(_REDIS_URL) from None
    if not fits or parts.fragment:
        raise ValueError(_REDIS_URL)
    return value


def _host_port(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (
        re.fullmatch(r"[^\s/@]+", host)
        and colon
        and port.isascii()
        and port.isdigit()
        and 0 < int(port) < 65536
    ):
        raise ValueError("host:port, such as 192.0.2.7:27960")
    return value


def _telegram_username(value: str) -> str:
    name = value.strip().removeprefix("@")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", name):
        raise ValueError("a Telegram bot's name, such as muster_bot")
    return name


def fernet_keys_of(text: str) -> list[str]:
    """The Fernet keys that `text` stands for.

    Keys are separated by commas. What is no key is a passphrase, which stands for the SHA-256 of
    its UTF-8 text, as in slomix; without any key it is all of `text`, commas included.

    Raises:
        ValueError: 44 characters, as a key has, that are none; or nothing.
    """
    return [part if _is_fernet_key(part) else _of_passphrase(part) for part in _key_parts(text)]


def has_passphrase(text: str) -> bool:
    """Whether some of the keys that `text` stands for are made of a passphrase."""
    return not all(map(_is_fernet_key, _key_parts(text)))


def _key_parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    return parts if any(map(_is_fernet_key, parts)) else [text.strip()]


def _is_fernet_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def _of_passphrase(text: str) -> str:
    if not text or len(text) == _KEY_LENGTH:
        raise ValueError("no key")
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _fernet_keys(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    others = [part for part in _key_parts(text) if not _is_fernet_key(part)]
    try:
        if any(len(part) < PASSPHRASE_MIN for part in others):
            raise ValueError("too short")
        return SecretStr(",".join(fernet_keys_of(text)))
    except ValueError:
        raise ValueError(
            "Fernet keys, separated by commas; `muster generate-key` prints one; or a passphrase "
            f"of at least {PASSPHRASE_MIN} characters, but not {_KEY_LENGTH}"
        ) from None


def _vapid_keys(value: SecretStr) -> SecretStr:
    keys = [part.strip() for part in value.get_secret_value().split(",")]
    if not all(_VAPID_KEY.fullmatch(key) for key in keys):
        raise ValueError(
            "keys of 43 characters, separated by commas; `muster generate-key --push` prints one"
        )
    return SecretStr(",".join(keys))


def _age_recipients(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        return values
    # Not for every process: they are set where backups are encrypted.
    import pyrage  # pyright: ignore[reportMissingTypeStubs]  # the library ships none

    ages: Any = pyrage
    try:
        for each in values:
            ages.x25519.Recipient.from_str(each)
    except ages.RecipientError:
        raise ValueError(
            "public keys that begin with age1, separated by commas; "
            "`muster generate-key --backup` makes one"
        ) from None
    return values


def _accent(value: Any) -> Any:
    return colour.parse(value) if isinstance(value, str) else value


def _community_name(value: str) -> str:
    name = " ".join(value.split())
    if not (name.isprintable() and 1 <= len(name) <= LONGEST_COMMUNITY_NAME):
        raise ValueError(f"a name of 1 to {LONGEST_COMMUNITY_NAME} characters on one line")
    return name


def _text(pattern: str, accepted: str) -> Callable[[Any], Any]:
    def judge(value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(pattern, value) is None:
            raise ValueError(accepted)
        return value

    return judge


Accent = Annotated[colour.Oklch, BeforeValidator(_accent)]
CommunityName = Annotated[str, AfterValidator(_community_name)]
Snowflake = Annotated[int, BeforeValidator(_snowflake)]
Snowflakes = Annotated[frozenset[int], NoDecode, BeforeValidator(_snowflakes)]
WallTime = Annotated[time, BeforeValidator(_wall_time)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
SecretHttpUrl = Annotated[SecretStr, AfterValidator(_secret_http_url)]
HttpUrls = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(split_list), AfterValidator(_http_urls)
]
AgeRecipients = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(split_list), AfterValidator(_age_recipients)
]
Origin = Annotated[str, AfterValidator(_origin)]
PostgresqlUrl = Annotated[SecretStr, AfterValidator(_postgresql_url)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
HostPort = Annotated[str, AfterValidator(_host_port)]
TelegramUsername = Annotated[str, AfterValidator(_telegram_username)]
FernetKeys = Annotated[SecretStr, AfterValidator(_fernet_keys)]
VapidKeys = Annotated[SecretStr, AfterValidator(_vapid_keys)]
PushSubject = Annotated[
    str,
    BeforeValidator(
        _text(
            r"mailto:[^\s@<>]+@[^\s@<>]+|https://[^\s/?#@]+\.[^\s@]+",
            "mailto: and an address, or one that begins with https://",
        )
    ),
]
SessionSecret = Annotated[
    SecretStr,
    BeforeValidator(
        _text(rf"(?s).{{{SESSION_SECRET_MIN},}}", f"at least {SESSION_SECRET_MIN} characters")
    ),
]
HeaderSecret = Annotated[
    SecretStr,
    BeforeValidator(_text(r"[!-~]+", "letters, digits and signs of ASCII, without spaces")),
]
TelegramToken = Annotated[
    SecretStr,
    BeforeValidator(
        _text(r"[0-9]+:[^\s/?#]+", "BotFather's token: digits, a colon, and more, without spaces")
    ),
]
PhoneNumber = Annotated[
    SecretStr,
    BeforeValidator(
        _text(r"\+[1-9][0-9]{6,14}", "a number with + and its country's code, digits alone")
    ),
]
