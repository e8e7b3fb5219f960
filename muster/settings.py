"""Every setting, typed, read once from the environment and `.env`; the one place that reads either.

`.env.example` documents each variable. `load_settings` raises `SettingsError` with one line a bad
variable: its name, what was read (never a secret), what is accepted.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from muster.adopted_settings import adopt, zero_sentence
from muster.env_file import ENV_FILE, require_file
from muster.env_file import lines_that_set_nothing as lines_that_set_nothing
from muster.env_file import repeated_names as repeated_names
from muster.errors import OperatorError
from muster.secret_files import file_variable, kept_secret, read_secrets
from muster.setting_errors import error_line
from muster.setting_values import (
    Accent,
    AgeRecipients,
    CommunityName,
    FernetKeys,
    HeaderSecret,
    HostPort,
    HttpUrl,
    HttpUrls,
    Origin,
    PhoneNumber,
    PostgresqlUrl,
    PushSubject,
    RedisUrl,
    SecretHttpUrl,
    SessionSecret,
    Snowflake,
    Snowflakes,
    TelegramToken,
    TelegramUsername,
    VapidKeys,
    WallTime,
    Zone,
    has_passphrase,
    is_loopback,
)
from muster.unknown_variables import UnknownVariable, unknown_in
from muster.words import ENGLISH, Language


class SettingsError(OperatorError):
    """The settings do not allow a start; its text has one line for each bad variable."""

    code = "bad_settings"


_OPTIONAL_WHEN_EMPTY = "availability_daily_reminder_time"

# `lines_that_set_nothing` tells of them once, in a sentence; python-dotenv does at each reading.
logging.getLogger("dotenv").setLevel(logging.ERROR)


class Settings(BaseSettings):
    """All settings of one process. Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
    )

    # where data lives
    database_url: PostgresqlUrl | None = None
    muster_data_dir: Path = Path("data")
    redis_url: RedisUrl | None = None

    # backups
    muster_backup_dir: Path | None = None
    muster_backup_keep: Annotated[int, Field(ge=1, le=3650)] = 14
    muster_backup_recipients: AgeRecipients = ()
    muster_backup_before_upgrade: Annotated[int, Field(ge=0, le=100)] = 3

    # the website
    muster_sandbox: bool = False
    muster_port: Annotated[int, Field(ge=1, le=65535)] = 8000
    frontend_origin: Origin = "http://127.0.0.1:8000"
    session_secret: SessionSecret | None = None
    player_self_registration: bool = True
    muster_log_format: Literal["auto", "console", "json"] = "auto"
    muster_log_level: Literal["debug", "info", "warning", "error"] = "info"
    muster_healthcheck_url: SecretHttpUrl | None = None
    muster_webhooks_allow_private: bool = False

    # the community
    community_name: CommunityName = "Muster"
    community_crest: Path | None = None
    community_accent: Accent | None = None
    muster_language: Language = ENGLISH

    # Discord
    discord_client_id: Snowflake | None = None
    discord_client_secret: SecretStr | None = None
    discord_redirect_uri: HttpUrl | None = None
    discord_redirect_uri_allowlist: HttpUrls = ()
    discord_oauth_state_ttl_seconds: Annotated[int, Field(ge=30, le=3600)] = 600
    discord_oauth_rate_limit_window_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    discord_oauth_rate_limit_max_requests: Annotated[int, Field(ge=1, le=100_000)] = 40
    discord_bot_token: SecretStr | None = None
    discord_guild_id: Snowflake | None = None
    discord_api_base_url: HttpUrl = "https://discord.com/api/v10"
    discord_cdn_base_url: HttpUrl = "https://cdn.discordapp.com"
    discord_announce_channel_id: Snowflake | None = None
    discord_voice_channel_ids: Snowflakes = frozenset()
    admin_discord_ids: Snowflakes = frozenset()
    promoter_discord_ids: Snowflakes = frozenset()

    # Telegram, Signal, game server
    telegram_bot_token: TelegramToken | None = None
    telegram_bot_username: TelegramUsername | None = None
    telegram_api_base_url: HttpUrl = "https://api.telegram.org"
    signal_api_base_url: HttpUrl | None = None
    signal_sender_number: PhoneNumber | None = None
    game_server_address: HostPort | None = None
    contact_data_encryption_key: FernetKeys | None = None
    link_confirm_secret: HeaderSecret | None = None

    # web push
    muster_vapid_private_key: VapidKeys | None = None
    muster_vapid_subject: PushSubject | None = None
    muster_push_private_endpoints: bool = False

    # the evening
    availability_session_ready_threshold: Annotated[int, Field(ge=1, le=99)] = 6
    availability_daily_reminder_time: WallTime | None = time(16, 0)
    muster_history_days: Annotated[int, Field(ge=30, le=3650)] = 400
    muster_ledger_days: Annotated[int, Field(ge=190, le=3650)] = 400
    muster_audit_days: Annotated[int, Field(ge=30, le=3650)] = 400
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
    availability_discord_scheduled_event: bool = False

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
            if name in IDS and isinstance(value, str) and value.strip() == "0":
                continue
            kept[name] = value
        return kept

    @model_validator(mode="after")
    def _parts_that_belong_together(self) -> Self:
        if lines := list(self._contradictions()):
            raise ValueError("\n".join(lines))
        return self

    def _contradictions(self) -> Iterator[str]:
        """One line for each, with what was read where it is no secret."""
        allowed = self.discord_redirect_uri_allowlist
        if allowed and self.oauth_redirect_uri not in allowed:
            how = "read" if self.discord_redirect_uri else "not set, which means"
            yield (
                f"DISCORD_REDIRECT_URI: {how} {self.oauth_redirect_uri!r}; accepted: one of "
                f"DISCORD_REDIRECT_URI_ALLOWLIST, which is {', '.join(allowed)}"
            )
        if self.discord_client_id and not self.discord_client_secret:
            yield (
                f"DISCORD_CLIENT_ID: read '{self.discord_client_id}', but DISCORD_CLIENT_SECRET "
                "is not set; set both or neither"
            )
        if self.discord_client_secret and not self.discord_client_id:
            yield (
                "DISCORD_CLIENT_SECRET: set (a secret, not shown), but DISCORD_CLIENT_ID "
                "is not; set both or neither"
            )
        if self.muster_sandbox and self.discord_client_secret:
            yield (
                "MUSTER_SANDBOX: read 'true', but DISCORD_CLIENT_SECRET is set too (not shown); "
                "the sandbox lets anybody sign in as anybody, so set only one of the two"
            )
        if self.muster_sandbox and not is_loopback(urlsplit(self.frontend_origin).hostname or ""):
            yield (
                f"MUSTER_SANDBOX: read 'true', but FRONTEND_ORIGIN, read {self.frontend_origin!r}, "
                "is not this machine; use http://127.0.0.1:8000 or turn the sandbox off"
            )
        if self.availability_discord_scheduled_event and self.discord_guild_id is None:
            yield (
                "AVAILABILITY_DISCORD_SCHEDULED_EVENT: read 'true', but DISCORD_GUILD_ID is not "
                "set; set it, or turn the scheduled event off"
            )
        reminder = self.availability_promotion_reminder_time
        start = self.availability_promotion_start_time
        if reminder >= start:
            yield (
                f"AVAILABILITY_PROMOTION_REMINDER_TIME: read '{reminder:%H:%M}'; accepted: a time "
                f"before AVAILABILITY_PROMOTION_START_TIME, which is '{start:%H:%M}'"
            )

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return self.availability_promotion_timezone

    @property
    def threshold(self) -> int:
        """LOOKING players that make tonight's session ready."""
        return self.availability_session_ready_threshold

    @property
    def summary_channel_id(self) -> int | None:
        """The Discord channel that gets the voice check's summary."""
        return self.availability_promotion_followup_channel_id or self.discord_announce_channel_id

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

    @property
    def push_configured(self) -> bool:
        """Whether browsers can be sent to: what they give us is contact data."""
        return None not in (self.muster_vapid_private_key, self.contact_data_encryption_key)

    @property
    def push_subject(self) -> str:
        """Whom a push service may turn to about what we send."""
        if self.muster_vapid_subject is not None:
            return self.muster_vapid_subject
        if self.frontend_origin.startswith("https://"):
            return self.frontend_origin
        return "mailto:muster@localhost"

    def session_key(self) -> bytes:
        """The key that signs cookies: `SESSION_SECRET`, or one generated into the data folder."""
        if self.session_secret is not None:
            return self.session_secret.get_secret_value().encode()
        path = self.muster_data_dir / "session_secret"
        return kept_secret(path, lambda: secrets.token_urlsafe(48))


SECRETS = tuple(
    name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)
)
"""The settings that are never shown, and that may stand in files of their own."""

IDS = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if "_snowflake" in f"{field.annotation}{field.metadata}"
)
"""The settings that hold a Discord id, or several; 0 is none, as slomix writes it."""


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


def load_settings(*, env_file: str | Path | None = ENV_FILE, **overrides: Any) -> Settings:
    """Read the settings; `overrides` (field names) win over the environment.

    Raises:
        SettingsError: one line for each variable that cannot be used.
    """
    refused: list[str] = []
    given: dict[str, str] = {}
    origins: dict[str, str] = {}
    try:
        if env_file is not None:
            require_file(Path(env_file))
        given = _values_read(env_file, overrides)
        from_files, refused = read_secrets(SECRETS, given, overrides)
        adopted = adopt(given, _own(given) | overrides.keys())
        given |= adopted.values
        origins = adopted.origins
        source: dict[str, Any] = {"_env_file": env_file, **adopted.values, **from_files}
        source |= overrides
        settings = Settings(**source)
    except ValidationError as error:
        fields = Settings.model_fields
        lines = [
            error_line(dict(problem), given, origins, fields, SECRETS) for problem in error.errors()
        ]
        raise SettingsError("\n".join([*refused, *lines])) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file}: not a UTF-8 text file") from None
    except OSError as error:
        raise SettingsError(f"{env_file}: {error.strerror or 'cannot be read'}") from None
    if refused:
        raise SettingsError("\n".join(refused))
    return settings


def child_environment(**overrides: str) -> dict[str, str]:
    """This process's environment for a process that it starts, with `overrides` on top.

    Where they set a secret, or unset one, the file that its variable names counts no longer.
    """
    files = {file_variable(name): "" for name in SECRETS if name.upper() in overrides}
    return {**os.environ, **files, **overrides}


def adopted_lines(env_file: str | Path = ENV_FILE) -> list[str]:
    """A sentence for each variable that is read as slomix means it: its names, 0 for no id, and a
    passphrase as contact key. No values.
    """
    given = _values_read(env_file, {})
    lines = list(adopt(given, _own(given)).sentences)
    for name in sorted(IDS):
        if "0" in [part.strip() for part in given.get(name, "").split(",")]:
            lines.append(zero_sentence(name))
    key = "contact_data_encryption_key"
    text = read_secrets([key], given, ())[0].get(key) or given.get(key, "")
    if text.strip() and has_passphrase(text):
        lines.append(
            f"{key.upper()}: a passphrase, whose SHA-256 is the key, as in slomix; "
            "`muster generate-key` prints a key that nobody can guess"
        )
    return lines


def _own(given: Mapping[str, str]) -> set[str]:
    """The fields that are set under their own names, or in files of their own."""
    names = {name for name, text in given.items() if text.strip()}
    names -= {name for name in IDS if given.get(name, "").strip() == "0"}
    in_files = {name for name in SECRETS if file_variable(name).lower() in names}
    return (names | in_files) & Settings.model_fields.keys()


def unknown_variables(env_file: str | Path = ENV_FILE) -> list[UnknownVariable]:
    """What is set in `env_file` or in the environment and does nothing."""
    known = [name.upper() for name in Settings.model_fields] + [*map(file_variable, SECRETS)]
    in_file = dotenv_values(env_file, encoding="utf-8")
    return unknown_in(in_file, known, str(env_file), all_ours=True) + unknown_in(
        os.environ, known, "the environment", all_ours=False
    )


def _values_read(env_file: str | Path | None, overrides: dict[str, Any]) -> dict[str, str]:
    """The text that each field was read from, by field; what is unset or empty is left out."""
    in_file = dotenv_values(env_file, encoding="utf-8") if env_file else {}
    given: dict[str, str] = {}
    for source in (in_file, os.environ, overrides):
        given |= {name.lower(): str(value) for name, value in source.items() if value is not None}
    return given
