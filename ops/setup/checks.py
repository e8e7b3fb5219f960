"""What the services say to answers, by the doctor's own checks; no finding repeats a secret."""

from __future__ import annotations

import asyncio
import difflib
import os
import pwd
import re
from contextlib import suppress
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import httpx2

from bot.chats.contract import Channel
from bot.registry import build_channels
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.database import Database
from muster.errors import MusterError
from muster.health.database import version_finding
from muster.health.rules import CHECK_SECONDS, Finding, Verdict
from muster.settings import Settings, is_loopback
from ops.doctor.channels import channel_checks
from ops.doctor.game_server import game_server
from ops.doctor.services import discord_sign_in
from ops.migrate import compare, connect_patiently
from ops.setup.known import Choice, Known
from ops.up.ports import check_port

HOST = "127.0.0.1"

# A schema that is named and absent is made by `muster migrate`.
_MAY_MAKE_TABLES = """
    SELECT to_regclass('schema_migrations') IS NOT NULL OR current_schema() IS NULL
        OR has_schema_privilege(current_schema(), 'CREATE')
"""


async def origin(known: Known, text: str) -> Finding:
    """Whether the page's address is fit for others than this machine."""
    parts = urlsplit(text)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        return Finding.warn(
            "address",
            "it is not https, so cookies and sign-in travel unprotected; https:// is safe",
        )
    return Finding.ok("address", f"Discord will send people back to {text}/auth/callback")


def host_and_port(known: Known) -> tuple[str, int | None]:
    """Where `FRONTEND_ORIGIN` leads, checked or not; no host where that cannot be told."""
    with suppress(ValueError):
        parts = urlsplit(known.get("FRONTEND_ORIGIN"))
        return parts.hostname or "", parts.port
    return "", None


async def port(known: Known, text: str) -> Finding:
    """Whether Muster can listen there, or does already."""
    try:
        await check_port(HOST, int(text))
    except MusterError as error:
        if not await _muster_answers(int(text)):
            return Finding.fail("port", str(error).partition(";")[0] + "; choose another")
        return Finding.ok("port", "Muster listens there already")
    host, named = host_and_port(known)
    where = named or 80
    if is_loopback(host) and where != int(text):
        return Finding.warn("port", f"browsers are to use port {where} of this machine, not {text}")
    return Finding.ok("port", "free")


async def _muster_answers(number: int) -> bool:
    with suppress(httpx2.HTTPError, OSError, ValueError):
        async with httpx2.AsyncClient(timeout=CHECK_SECONDS, trust_env=False) as client:
            answer = await client.get(f"http://{HOST}:{number}/healthz")
            return answer.is_success and "status" in answer.json()
    return False


async def database(known: Known, text: str) -> Finding:
    """Whether the server lets us in, is new enough, and the database is ours to use."""
    subject = "database"
    known.in_use = None
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            connection = await connect_patiently(text, "muster setup")
            try:
                found = await version_finding(connection)
                if found.state is Verdict.OK:
                    tables = await compare(connection)
                    known.in_use = len(tables.pending) < len(tables.migrations)
                    if not await connection.fetchval(_MAY_MAKE_TABLES):
                        text = "its user may make no tables there; use the database's owner"
                        return Finding.fail(subject, text)
                return found
            finally:
                connection.terminate()
    except TimeoutError:
        return Finding.fail(subject, f"no answer within {CHECK_SECONDS:g} s; see host and port")
    except MusterError as error:
        return Finding.fail(subject, str(error).splitlines()[0])


def system_zone() -> str:
    """The machine's time zone where it says one that people live in, else an empty text."""
    with suppress(OSError, ValueError):
        text = Path("/etc/timezone").read_text(encoding="utf-8").strip()
        if "/" in text and not text.startswith("Etc/") and text in available_timezones():
            return text
    with suppress(OSError):
        _, found, name = str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")
        if found and "/" in name and not name.startswith("Etc/") and name in available_timezones():
            return name
    return ""


def tidy_zone(text: str) -> str:
    """The zone that is meant by another letter case, or by its city alone."""
    wanted = text.strip().replace(" ", "_").casefold()
    known = sorted(available_timezones())
    exact = [name for name in known if name.casefold() == wanted]
    cities = [name for name in known if name.casefold().endswith(f"/{wanted}") and wanted]
    return next(iter(exact), cities[0] if len(cities) == 1 else text)


async def zone(known: Known, text: str) -> Finding:
    """What the time is in the zone, by which a person sees whether it is theirs."""
    return Finding.ok("time zone", ZoneInfo(text).key)


def near_zone(text: str) -> str:
    """A zone whose name is like `text`; empty where there is none."""
    return next(iter(difflib.get_close_matches(text, sorted(available_timezones()), 1, 0.6)), "")


async def client_id(known: Known, text: str) -> Finding:
    """Whether it is the application whose bot was given."""
    subject, found = "Discord sign-in", known.application
    if found is None:
        return Finding.off(subject, "not looked at without a bot")
    if found.id == text:
        return Finding.ok(subject, f"the application is {found.name}")
    return Finding.fail(
        subject,
        f"the token is of another application ({found.name}, {found.id}) than "
        "DISCORD_CLIENT_ID; copy both from one",
    )


async def sign_in(known: Known, text: str) -> Finding:
    """Whether Discord takes the application's id and secret, by a client-credentials token, and
    sends people back to us, as far as the bot may see that.
    """
    settings = known.settings(DISCORD_CLIENT_SECRET=text)
    found = await discord_sign_in(settings, known.dates)
    if found.state is not Verdict.OK or settings.discord_bot_token is None:
        return found
    from ops.setup.discord_facts import look_at_redirects

    return await look_at_redirects(settings, known) or found


async def discord_bot(known: Known, text: str) -> Finding:
    from ops.setup.discord_facts import look_at_bot

    settings = known.settings(DISCORD_BOT_TOKEN=text)
    refused = await _channel("discord", settings, known)
    return refused if refused.state is not Verdict.OK else await look_at_bot(settings, known)


async def discord_servers(known: Known) -> list[Choice] | Finding:
    from ops.setup.discord_facts import servers

    return await servers(known.settings(DISCORD_GUILD_ID=""))


async def discord_server(known: Known, text: str) -> Finding:
    from ops.setup.discord_facts import look_at_server

    return await look_at_server(known.settings(DISCORD_GUILD_ID=text), known)


async def discord_text_channels(known: Known) -> list[Choice] | Finding:
    from ops.setup.discord_facts import channels

    return await channels(known.settings(), voice=False)


async def discord_voice_channels(known: Known) -> list[Choice] | Finding:
    from ops.setup.discord_facts import channels

    return await channels(known.settings(), voice=True)


async def announcements(known: Known, text: str) -> Finding:
    from ops.setup.discord_facts import look_at_channels

    name = "DISCORD_ANNOUNCE_CHANNEL_ID"
    return await look_at_channels(known.settings(**{name: text}), [name])


async def voice(known: Known, text: str) -> Finding:
    from ops.setup.discord_facts import look_at_channels

    names = ["DISCORD_VOICE_CHANNEL_IDS", "AVAILABILITY_DISCORD_SCHEDULED_EVENT"]
    return await look_at_channels(known.settings(DISCORD_VOICE_CHANNEL_IDS=text), names)


async def thread_parent(known: Known, text: str) -> Finding:
    from ops.setup.discord_facts import look_at_channels

    name = "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID"
    return await look_at_channels(known.settings(**{name: text}), [name])


async def admins(known: Known, text: str) -> Finding:
    if not known.get("DISCORD_BOT_TOKEN"):
        return Finding.off("Discord people", "not looked at without a bot")
    from ops.setup.discord_facts import look_at_people

    return await look_at_people(known.settings(ADMIN_DISCORD_IDS=text))


async def telegram(known: Known, text: str) -> Finding:
    """Whether Telegram takes the token; the bot's name follows from it."""
    known.telegram_username = ""
    candidates = {"TELEGRAM_BOT_TOKEN": text, "TELEGRAM_BOT_USERNAME": ""}
    found = await _channel("telegram", known.settings(**candidates), known)
    if found.state is Verdict.OK and (name := re.search(r"@(\w+)", found.text)):
        known.telegram_username = name.group(1)
    return found


async def signal_server(known: Known, text: str) -> Finding:
    """Whether a signal-cli-rest-api answers there, whatever number it has."""
    from ops.setup.signal_facts import look_at_server

    return await look_at_server(text)


async def signal_numbers(known: Known) -> list[Choice] | Finding:
    from ops.setup.signal_facts import numbers

    return await numbers(known.get("SIGNAL_API_BASE_URL"))


async def signal_number(known: Known, text: str) -> Finding:
    return await _channel("signal", known.settings(SIGNAL_SENDER_NUMBER=text), known)


async def backup_folder(known: Known, text: str) -> Finding:
    """Whether it is there, and whoever runs Muster can write to it."""
    return _backup_folder(known, text)


def _backup_folder(known: Known, text: str) -> Finding:
    subject, folder = "backups", Path(text)
    user = known.runs_as
    make = f"install -d -m 700{f' -o {quote(user)}' if user else ''} {quote(text)}"
    if not folder.is_dir():
        return Finding.fail(subject, f"there is no such folder; make it: {make}")
    if os.geteuid() and not os.access(folder, os.W_OK | os.X_OK):
        return Finding.fail(subject, "this user may not write there")
    with suppress(KeyError, OSError):
        if not os.geteuid() and folder.stat().st_uid != pwd.getpwnam(user).pw_uid:
            owner = f"it belongs to another user than {user}, who runs Muster"
            return Finding.fail(subject, f"{owner}: chown {quote(user)} {quote(text)}")
    return Finding.ok(subject, "each day's from five in the morning on; the newest 14 are kept")


async def server_status(known: Known, text: str) -> Finding:
    return await game_server(known.settings(GAME_SERVER_ADDRESS=text))


async def _channel(kind: ChannelType, settings: Settings, known: Known) -> Finding:
    """The doctor's finding on one channel, the others left alone."""
    built = build_channels(settings, Database("", application_name="muster setup"))
    mine: dict[ChannelType, Channel] = {kind: built[kind]} if kind in built else {}
    found = await channel_checks(mine, settings, known.dates)
    return found[CHANNEL_TYPES.index(kind)]
