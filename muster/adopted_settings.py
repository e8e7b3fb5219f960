"""slomix's names for settings: its `.env` starts Muster as it is.

Where Muster's own variable is set, it wins. Whatever is taken is told in a sentence that names the
variables and never a value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

_OFF = frozenset({"false", "0", "no", "off"})


@dataclass(frozen=True, slots=True)
class _Name:
    """One of slomix's variables, and the field that means the same here.

    Attributes:
        switch: the variable that switches its part off in slomix.
    """

    field: str
    switch: str | None = None


_NAMES: dict[str, _Name] = {
    "website_admin_discord_ids": _Name("admin_discord_ids"),
    "owner_user_id": _Name("admin_discord_ids"),
    "availability_telegram_bot_token": _Name("telegram_bot_token", "availability_telegram_enabled"),
    "availability_telegram_api_base_url": _Name("telegram_api_base_url"),
    "availability_signal_daemon_url": _Name("signal_api_base_url", "availability_signal_enabled"),
    "availability_signal_sender": _Name("signal_sender_number", "availability_signal_enabled"),
    "availability_discord_announce_channel_id": _Name(
        "discord_announce_channel_id", "availability_discord_channel_announce_enabled"
    ),
    "gaming_voice_channels": _Name("discord_voice_channel_ids"),
    "public_frontend_origin": _Name("frontend_origin"),
}
NAMES = tuple(name.upper() for name in _NAMES)
"""slomix's variables that are translated."""

_REDIRECT = "discord_redirect_uri"
_SIGNAL_MODE = "availability_signal_mode"
_LISTS = frozenset({"admin_discord_ids", "discord_voice_channel_ids"})

WITHOUT_USE = frozenset(
    {
        "availability_multichannel_enabled",
        "availability_scheduler_lock_key",
        "availability_discord_dm_enabled",
        "availability_discord_channel_announce_enabled",
        "availability_telegram_enabled",
        "availability_telegram_min_interval_seconds",
        "availability_telegram_max_retries",
        "availability_telegram_request_timeout_seconds",
        "availability_signal_enabled",
        "availability_signal_mode",
        "availability_signal_cli_path",
        "availability_signal_min_interval_seconds",
        "availability_signal_max_retries",
        "availability_signal_request_timeout_seconds",
        "availability_notification_max_attempts",
        "availability_poll_enabled",
        "availability_poll_channel_id",
        "availability_poll_post_time",
        "availability_poll_reminder_times",
        "availability_poll_threshold",
        "availability_poll_timezone",
        "availability_promotion_dry_run",
    }
)
"""slomix's variables whose work is done here without a setting, as far as they look like ours."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was read under slomix's names.

    Attributes:
        values: text by field, as Muster's own variable would hold it.
        origins: the variables that each field was read from, in capitals.
        sentences: one for each variable that is set, taken or not.
    """

    values: dict[str, str]
    origins: dict[str, str]
    sentences: list[str]


def adopt(given: Mapping[str, str], own: Collection[str]) -> Adopted:
    """Translate what is given under slomix's names.

    Args:
        given: the text that each variable was read from, by its name in lower case.
        own: fields that are set under their own names, or otherwise settled.
    """
    values: dict[str, str] = {}
    origins: dict[str, str] = {}
    sentences: list[str] = []
    for old, name in _NAMES.items():
        text = given.get(old, "").strip()
        if not text:
            continue
        if text == "0":
            sentences.append(zero_sentence(old))
        elif name.field in own:
            sentences.append(f"{old.upper()}: not used, since {name.field.upper()} is set")
        elif name.switch and given.get(name.switch, "").strip().lower() in _OFF:
            sentences.append(f"{old.upper()}: not used, since {name.switch.upper()} is off")
        elif _by_signal_cli(name.field, given):
            sentences.append(
                f"{old.upper()}: not used, since {_SIGNAL_MODE.upper()} is cli, which Muster does "
                "not have; see `muster docs signal-setup`"
            )
        else:
            if name.field in values and name.field in _LISTS:
                text = f"{values[name.field]},{text}"
            values[name.field] = text
            before = origins.get(name.field)
            origins[name.field] = f"{before} and {old.upper()}" if before else old.upper()
            sentences.append(
                f"{old.upper()}: read as {name.field.upper()}; rename it, since it is slomix's name"
            )
    _adopt_origin(given, own, values, origins, sentences)
    return Adopted(values, origins, sentences)


def _adopt_origin(
    given: Mapping[str, str],
    own: Collection[str],
    values: dict[str, str],
    origins: dict[str, str],
    sentences: list[str],
) -> None:
    """slomix sends browsers back to where Discord does, if nothing else is said."""
    is_slomix = any(given.get(name, "").strip() for name in (*_NAMES, *WITHOUT_USE))
    if not is_slomix or "frontend_origin" in {*own, *values}:
        return
    with suppress(ValueError):
        parts = urlsplit(given.get(_REDIRECT, "").strip())
        if parts.scheme and parts.netloc:
            values["frontend_origin"] = f"{parts.scheme}://{parts.netloc}"
            origins["frontend_origin"] = _REDIRECT.upper()
            sentences.append(
                f"{_REDIRECT.upper()}: says where browsers reach the page, as in slomix, since "
                "FRONTEND_ORIGIN is not set; set it"
            )


def zero_sentence(name: str) -> str:
    """That an id is given as 0."""
    return f"{name.upper()}: 0 means that it is not set; leave it empty"


def is_known(name: str) -> bool:
    """Whether `name`, in any letter case, is a variable of slomix's that is told of, or passed over
    on purpose.
    """
    return name.lower() in _NAMES or name.lower() in WITHOUT_USE


def _by_signal_cli(field: str, given: Mapping[str, str]) -> bool:
    of_signal = field in ("signal_api_base_url", "signal_sender_number")
    return of_signal and given.get(_SIGNAL_MODE, "").strip().lower() == "cli"
