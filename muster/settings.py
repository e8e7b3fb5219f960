"""Every setting, typed, read once from the environment and `.env`; the one place that reads either.

`.env.example` documents each variable. `load_settings` raises `SettingsError` with one line a bad
variable: its name, what was read (never a secret), what is accepted.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Literal, Self, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from muster.errors import MusterError

_LAST_SNOWFLAKE = 2**63 - 1


class SettingsError(MusterError):
    """The settings do not allow a start; `detail` has one line for each bad variable."""

    code = "bad_settings"


def _split_list(value: Any) -> Any:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _snowflake(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        if not (text.isascii() and text.isdigit() and 0 < int(text) <= _LAST_SNOWFLAKE):
            raise ValueError("a Discord id: digits only, such as 80351110224678912")
        return int(text)
    return value


def _snowflakes(value: Any) -> Any:
    value = _split_list(value)
    if not isinstance(value, list):
        return value
    try:
        return [_snowflake(part) for part in cast(list[Any], value)]
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


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    try:
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment:
        raise ValueError("an address that begins with http:// or https://")
    return value.rstrip("/")


def _postgresql_url(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("an address that begins with postgresql://")
    return value


def _zone(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return ZoneInfo(value.strip())
        except (KeyError, ValueError, OSError):
            raise ValueError("an IANA time zone, such as Europe/Ljubljana") from None
    return value


def _host_port(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("host:port, such as 192.0.2.7:27960")
    return value


Snowflake = Annotated[int, BeforeValidator(_snowflake)]
Snowflakes = Annotated[frozenset[int], NoDecode, BeforeValidator(_snowflakes)]
WallTime = Annotated[time, BeforeValidator(_wall_time)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]

_OPTIONAL_WHEN_EMPTY = "availability_daily_reminder_time"


class Settings(BaseSettings):
    """All settings of one process. Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
    )

    # where data lives
    database_url: Annotated[SecretStr, AfterValidator(_postgresql_url)] | None = None
    muster_data_dir: Path = Path("data")
    redis_url: SecretStr | None = None

    # the website
    muster_sandbox: bool = False
    frontend_origin: HttpUrl = "http://127.0.0.1:8000"
    session_secret: SecretStr | None = None
    player_self_registration: bool = True
    muster_log_format: Literal["auto", "console", "json"] = "auto"
    muster_log_level: Literal["debug", "info", "warning", "error"] = "info"

    # Discord
    discord_client_id: Snowflake | None = None
    discord_client_secret: SecretStr | None = None
    discord_redirect_uri: HttpUrl | None = None
    discord_redirect_uri_allowlist: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_split_list)
    ] = ()
    discord_oauth_state_ttl_seconds: Annotated[int, Field(ge=30, le=3600)] = 600
    discord_oauth_rate_limit_window_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    discord_oauth_rate_limit_max_requests: Annotated[int, Field(ge=1, le=100_000)] = 40
    discord_bot_token: SecretStr | None = None
    discord_guild_id: Snowflake | None = None
    discord_api_base_url: HttpUrl = "https://discord.com/api/v10"
    discord_announce_channel_id: Snowflake | None = None
    discord_voice_channel_ids: Snowflakes = frozenset()
    admin_discord_ids: Snowflakes = frozenset()
    promoter_discord_ids: Snowflakes = frozenset()

    # Telegram, Signal, game server
    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: HttpUrl = "https://api.telegram.org"
    signal_api_base_url: HttpUrl | None = None
    signal_sender_number: SecretStr | None = None
    game_server_address: Annotated[str, AfterValidator(_host_port)] | None = None
    contact_data_encryption_key: SecretStr | None = None

    # the evening
    availability_session_ready_threshold: Annotated[int, Field(ge=1, le=99)] = 6
    availability_daily_reminder_time: WallTime | None = time(16, 0)
    availability_link_token_ttl_minutes: Annotated[int, Field(ge=5, le=120)] = 30
    availability_link_token_min_interval_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    availability_promotion_enabled: bool = True
    availability_promotion_timezone: Zone = ZoneInfo("Europe/Ljubljana")
    availability_promotion_reminder_time: WallTime = time(20, 45)
    availability_promotion_start_time: WallTime = time(21, 0)
    availability_promotion_followup_channel_id: Snowflake | None = None
    availability_promotion_voice_check_enabled: bool = True
    availability_promotion_server_check_enabled: bool = True
    availability_promotion_job_max_attempts: Annotated[int, Field(ge=1, le=100)] = 5
    availability_promotion_dry_run_default: bool = False
    availability_promotion_global_cooldown: bool = False
    availability_planning_discord_create_thread: bool = False
    availability_planning_thread_parent_channel_id: Snowflake | None = None
    availability_planning_discord_bot_token: SecretStr | None = None

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: Any) -> Any:
        """An empty variable is an unset one, but for the daily reminder, which it turns off."""
        if not isinstance(values, dict):
            return values
        kept: dict[str, Any] = {}
        for name, value in cast(dict[str, Any], values).items():
            if isinstance(value, str) and not value.strip():
                if name == _OPTIONAL_WHEN_EMPTY:
                    kept[name] = None
                continue
            kept[name] = value
        return kept

    @field_validator("frontend_origin")
    @classmethod
    def _origin_without_path(cls, value: str) -> str:
        if urlsplit(value).path:
            raise ValueError("an origin without a path, such as https://muster.example.org")
        return value

    @field_validator("discord_redirect_uri_allowlist")
    @classmethod
    def _allowlist_of_urls(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(_http_url(part) for part in value)
        except ValueError:
            raise ValueError("addresses with http:// or https://, separated by commas") from None

    @field_validator("contact_data_encryption_key")
    @classmethod
    def _fernet_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in value.get_secret_value().split(",") if value else ():
            try:
                Fernet(key.strip())
            except ValueError:
                raise ValueError(
                    "Fernet keys, separated by commas; `muster generate-key` prints one"
                ) from None
        return value

    @model_validator(mode="after")
    def _parts_that_belong_together(self) -> Self:
        allowed = self.discord_redirect_uri_allowlist
        if allowed and self.oauth_redirect_uri not in allowed:
            raise ValueError(
                "DISCORD_REDIRECT_URI is not one of DISCORD_REDIRECT_URI_ALLOWLIST; "
                "add it there or change it"
            )
        if bool(self.discord_client_id) != bool(self.discord_client_secret):
            raise ValueError(
                "DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET go together; set both or neither"
            )
        if self.muster_sandbox and self.discord_client_secret:
            raise ValueError(
                "MUSTER_SANDBOX is true beside a Discord client secret; "
                "the sandbox lets anybody sign in as anybody, so set only one of the two"
            )
        if self.muster_sandbox and not is_loopback(urlsplit(self.frontend_origin).hostname or ""):
            raise ValueError(
                "MUSTER_SANDBOX is true but FRONTEND_ORIGIN is not this machine; "
                "use http://127.0.0.1:8000 or turn the sandbox off"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return self.availability_promotion_timezone

    @property
    def threshold(self) -> int:
        """LOOKING players that make tonight's session ready."""
        return self.availability_session_ready_threshold

    @property
    def oauth_redirect_uri(self) -> str:
        """Where Discord sends the browser back to."""
        return self.discord_redirect_uri or f"{self.frontend_origin}/auth/callback"

    @property
    def sign_in_configured(self) -> bool:
        return self.discord_client_id is not None and self.discord_client_secret is not None

    @property
    def cookies_secure(self) -> bool:
        return self.frontend_origin.startswith("https://")

    def session_key(self) -> bytes:
        """The key that signs cookies: `SESSION_SECRET`, or one generated into the data folder."""
        if self.session_secret is not None:
            return self.session_secret.get_secret_value().encode()
        path = self.muster_data_dir / "session_secret"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix="session_secret.") as file:
                file.write(secrets.token_urlsafe(48).encode())
                file.flush()
                # A link appears whole or not at all, so processes that start at once agree.
                with suppress(FileExistsError):
                    os.link(file.name, path)
        return path.read_bytes()


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address) can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_host(settings: Settings, host: str) -> None:
    """Refuse a sandbox on a host that others can reach.

    Raises:
        SettingsError: the sandbox is on and `host` is not a loopback address.
    """
    if settings.muster_sandbox and not is_loopback(host):
        raise SettingsError(
            f"MUSTER_SANDBOX is true, but --host is {host}; "
            "the sandbox lets anybody sign in as anybody, so it runs on 127.0.0.1 alone"
        )


def load_settings(*, env_file: str | Path | None = ".env", **overrides: Any) -> Settings:
    """Read the settings; `overrides` (field names) win over the environment.

    Raises:
        SettingsError: one line for each variable that cannot be used.
    """
    try:
        source: dict[str, Any] = {"_env_file": env_file, **overrides}
        return Settings(**source)
    except ValidationError as error:
        lines = [_error_line(dict(problem), env_file) for problem in error.errors()]
        raise SettingsError("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file}: not a UTF-8 text file") from None


def child_environment(**overrides: str) -> dict[str, str]:
    """This process's environment for a process that it starts, with `overrides` on top."""
    return {**os.environ, **overrides}


def _error_line(problem: dict[str, Any], env_file: str | Path | None) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    field = str(problem["loc"][0])
    accepted = _accepted(str(problem["type"]), field) or message
    return f"{field.upper()}: {_value_read(field, env_file)}; accepted: {accepted}"


def _accepted(problem_type: str, field: str) -> str | None:
    if problem_type.startswith("bool"):
        return "true or false"
    bounds = {
        name: getattr(part, name)
        for part in Settings.model_fields[field].metadata
        for name in ("ge", "le")
        if hasattr(part, name)
    }
    if bounds:
        return f"a whole number from {bounds['ge']} to {bounds['le']}"
    return None


def _value_read(field: str, env_file: str | Path | None) -> str:
    annotation = str(Settings.model_fields[field].annotation)
    secret = "SecretStr" in annotation
    value = os.environ.get(field.upper())
    if secret:
        return "the value (a secret, not shown) cannot be used"
    if value is None:
        return f"the value in {env_file} cannot be used" if env_file else "cannot be used"
    shown = value if len(value) <= 60 else value[:57] + "..."
    return f"read {shown!r}"
