"""What follows from the answers by itself: keys, and settings that would contradict them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from muster.crypto import generate_contact_key
from muster.settings import SECRETS, Settings, is_loopback
from muster.web_push import generate_sender_key
from ops.setup.asked import BY_NAME, DISCORD, KEYS, SIGNAL, TELEGRAM
from ops.setup.keys import has_session_secret
from ops.setup.known import Known
from ops.setup.questions import NO

_SPOKEN = frozenset({"FRONTEND_ORIGIN", "AVAILABILITY_PROMOTION_TIMEZONE"})
"""These stand in `.env` also where they are as by default."""

_PARTS = {
    "CONTACT_DATA_ENCRYPTION_KEY": KEYS,
    "LINK_CONFIRM_SECRET": KEYS,
    "MUSTER_VAPID_PRIVATE_KEY": KEYS,
    "SESSION_SECRET": KEYS,
}
_OTHER = "Other settings"


def settle(known: Known, folder: Path) -> list[str]:
    """Add to the answers what follows from them; sentences about it.

    Args:
        folder: where `.env` is.
    """
    said: list[str] = []
    answers = known.answers
    if known.get("DISCORD_CLIENT_ID") and not known.get("DISCORD_CLIENT_SECRET"):
        answers["DISCORD_CLIENT_ID"] = ""
    if known.get("DISCORD_CLIENT_SECRET") and not known.get("DISCORD_CLIENT_ID"):
        answers["DISCORD_CLIENT_SECRET"] = ""
    wants_event = known.get("AVAILABILITY_DISCORD_SCHEDULED_EVENT") not in ("", NO)
    if wants_event and not known.get("DISCORD_GUILD_ID"):
        answers["AVAILABILITY_DISCORD_SCHEDULED_EVENT"] = ""
    host = urlsplit(known.get("FRONTEND_ORIGIN")).hostname or "localhost"
    for_others = known.get("DISCORD_CLIENT_SECRET") or not is_loopback(host)
    if known.get("MUSTER_SANDBOX") not in ("", NO) and for_others:
        answers["MUSTER_SANDBOX"] = ""
        said.append("MUSTER_SANDBOX is taken out: it lets anybody sign in as anybody.")
    said += _telegram_name(known)
    if not known.get("CONTACT_DATA_ENCRYPTION_KEY"):
        answers["CONTACT_DATA_ENCRYPTION_KEY"] = generate_contact_key()
        said.append(
            "CONTACT_DATA_ENCRYPTION_KEY is generated: keep a copy apart from the backups, since "
            "without it no stored address can be read. Before a backup is restored here, set the "
            "key of that time instead."
        )
    if not known.get("MUSTER_VAPID_PRIVATE_KEY"):
        answers["MUSTER_VAPID_PRIVATE_KEY"] = generate_sender_key()
        said.append(
            "MUSTER_VAPID_PRIVATE_KEY is generated, for messages to browsers; every machine with "
            "this database needs it. Where it is lost, people turn push on again."
        )
    if known.get("DATABASE_URL") and not has_session_secret(known, folder):
        answers["SESSION_SECRET"] = secrets.token_urlsafe(48)
        said.append("SESSION_SECRET is generated; every machine with this database needs it.")
    return said


def _telegram_name(known: Known) -> list[str]:
    """Let links lead to the bot whose token it is; a sentence where they would have led elsewhere.

    Where Telegram could not be asked, a name stays with the bot that it was of, whose number is the
    part of its token before the colon.
    """
    name, before = "TELEGRAM_BOT_USERNAME", known.get("TELEGRAM_BOT_USERNAME").lstrip("@")
    token, own = known.get("TELEGRAM_BOT_TOKEN"), known.telegram_username
    if not token:
        known.answers[name] = ""
    elif own:
        known.answers[name] = own
        if before and before.lower() != own.lower():
            return [f"{name} is {own} now: links led to @{before}, and the token is of @{own}."]
    elif before and _bot_number(token) != _bot_number(known.present.get("TELEGRAM_BOT_TOKEN", "")):
        known.answers[name] = ""
        return [f"{name} is taken out: @{before} may be another bot than the token's."]
    return []


def _bot_number(token: str) -> str:
    return token.partition(":")[0]


def generate_link_secret() -> str:
    """A fresh `LINK_CONFIRM_SECRET`."""
    return secrets.token_hex(32)


def wanted(known: Known, set_before: Mapping[str, str]) -> dict[str, str]:
    """What is to stand in `.env`, by variable; empty text for what is to be unset.

    Args:
        set_before: what it sets now.
    """
    order = [*dict.fromkeys(question.part for question in BY_NAME.values()), KEYS, _OTHER]
    return {
        name: text
        for name, text in sorted(
            known.answers.items(), key=lambda item: order.index(part_of(item[0]))
        )
        if name in set_before or name in _SPOKEN or (text and not _is_default(name, text))
    }


def _is_default(name: str, text: str) -> bool:
    if name.lower() not in Settings.model_fields:  # the name of a secret's file
        return False
    default = Settings.model_fields[name.lower()].get_default()
    return text == str(default) or (isinstance(default, bool) and text == str(default).lower())


def part_of(name: str) -> str:
    """The heading that the variable stands below."""
    if name in BY_NAME:
        return BY_NAME[name].part
    for part in (DISCORD, TELEGRAM, SIGNAL):
        if name.startswith(part.upper()):
            return part
    return _PARTS.get(name, _OTHER)


def is_secret(name: str) -> bool:
    """Whether the variable's value is never shown."""
    return name.lower() in SECRETS
