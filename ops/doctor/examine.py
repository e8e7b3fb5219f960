"""`muster doctor`: looks at everything an operator sets up, and says what to do about it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version

from rich.console import Console
from rich.text import Text

from bot.discord.needs import idle_without_bot
from bot.registry import build_channels
from muster.clock import utc_now
from muster.database import Database
from muster.errors import MusterError
from muster.health.backups import backups
from muster.health.database import CONTACT_KEY, ContactKeys, Heartbeat
from muster.health.delivery import delivery_findings
from muster.health.installation import data_folder_usable, line_findings, settings_use_finding
from muster.health.rules import CHECK_SECONDS, Finding, Verdict
from muster.live_status.rules import LiveStatus
from muster.settings import Settings, SettingsError, load_settings
from ops.doctor.channels import channel_checks
from ops.doctor.database import database_checks
from ops.doctor.game_server import game_server
from ops.doctor.installation import installation_checks, redis, shared_counters
from ops.doctor.services import Dates, discord_sign_in, service_clock
from ops.postgres.databases import configured_url, database_for, embedded_database_exists
from website.backend.crest import read_crest

DiscordChecks = Callable[[Settings, LiveStatus | None, datetime], Awaitable[list[Finding]]]

_COLOURS = {
    Verdict.OK: "green",
    Verdict.OFF: "dim",
    Verdict.WARN: "yellow",
    Verdict.FAIL: "bold red",
}


async def examine(*, as_json: bool = False) -> bool:
    """Print one line for each check, or one JSON document of all; whether any failed."""
    findings = await _find()
    if as_json:
        sys.stdout.write(as_document(findings, utc_now()) + "\n")
    else:
        _show(findings)
    return any(finding.state is Verdict.FAIL for finding in findings)


async def _find() -> list[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        found = [Finding.fail("settings", line) for line in str(error).splitlines()]
        with suppress(OSError, UnicodeError):  # of which `found` tells
            found += line_findings()
        return found
    # What is imported here is imported before any check looks at a clock: on a busy machine a large
    # library takes longer to load than a service may take to answer.
    channels = build_channels(settings, Database("", application_name="muster doctor"))
    counters = shared_counters(settings)
    discord_checks = load_discord_checks(settings)
    heartbeat, dates = Heartbeat(), Dates()
    keys = ContactKeys(settings, heartbeat)
    findings = [settings_finding(settings), *installation_checks(settings)]
    findings += backups(settings, utc_now())
    findings += await _database(settings, heartbeat, keys)
    sign_in, (bot, *others), server, shared = await asyncio.gather(
        discord_sign_in(settings, dates),
        channel_checks(channels, settings, dates, heartbeat.channels),
        game_server(settings),
        redis(counters),
    )
    findings += [sign_in, bot, *await _discord(settings, bot, heartbeat, discord_checks)]
    findings += [*others, *delivery_findings(heartbeat.status, utc_now()), server, shared]
    if not any(finding.subject == CONTACT_KEY for finding in findings):
        findings.append(keys.unproven())
    findings.append(service_clock(dates))
    return findings


def _show(findings: list[Finding]) -> None:
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    for finding in findings:
        line = Text(f"{finding.state.value:<5}", style=_COLOURS[finding.state])
        console.print(line.append(f"{finding.subject:<16} {finding.text}", style="default"))


def as_document(findings: list[Finding], at: datetime) -> str:
    """What was found as one JSON document, whose shape `docs/operations/monitoring.md` promises.

    `at` is an aware instant.
    """
    document = {
        "format": 1,
        "muster": version("muster"),
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "failed": any(finding.state is Verdict.FAIL for finding in findings),
        "checks": [
            {
                "check": finding.subject,
                "state": finding.state.value.lower(),
                "text": finding.text,
            }
            for finding in findings
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def settings_finding(settings: Settings) -> Finding:
    """Settings that can be used and yet do not do what they seem to."""
    try:
        read_crest(settings.community_crest)
    except SettingsError as error:
        return Finding.fail("settings", str(error))
    return settings_use_finding(settings, own_server=configured_url(settings) is not None)


async def _database(settings: Settings, heartbeat: Heartbeat, keys: ContactKeys) -> list[Finding]:
    if configured_url(settings) is None and not embedded_database_exists(settings):
        none = f"none in {settings.muster_data_dir}"
        if data_folder_usable(settings):
            return [Finding.off("database", f"{none} yet; `muster up` makes it")]
        text = f"{none}, and none can be made or found there; see data folder"
        return [Finding.fail("database", text)]
    try:
        async with asyncio.timeout(None) as limit, database_for(settings, "doctor") as url:
            limit.reschedule(asyncio.get_running_loop().time() + 3 * CHECK_SECONDS)
            return await database_checks(url, heartbeat, keys)
    except TimeoutError:
        return [Finding.fail("database", "no answer in time; look at the server's load and locks")]
    except MusterError as error:
        return [Finding.fail("database", str(error).splitlines()[0])]
    except OSError as error:  # such as a full disk on which the embedded one is to start
        reason = error.strerror or "cannot be used"
        return [Finding.fail("database", f"{settings.muster_data_dir}: {reason}")]


def load_discord_checks(settings: Settings) -> DiscordChecks | None:
    """The checks of what a bot does on Discord; None where there is no bot, since their library is
    large.
    """
    if settings.muster_sandbox or settings.discord_bot_token is None:
        return None
    from ops.doctor.discord import discord_checks

    return discord_checks


async def _discord(
    settings: Settings, bot: Finding, heartbeat: Heartbeat, checks: DiscordChecks | None
) -> list[Finding]:
    """The findings on Discord; `bot` is the one about its token, without which nothing is asked."""
    if settings.muster_sandbox:
        return []
    if checks is None:
        # Where a bot elsewhere has the token, they do what they are for there.
        return [] if "discord" in heartbeat.channels else idle_finding(settings)
    if bot.state is not Verdict.OK:
        return [Finding.off("Discord", "not looked at any further; see Discord bot")]
    return await checks(settings, heartbeat.status, utc_now())


def idle_finding(settings: Settings) -> list[Finding]:
    """A warning of settings that need a Discord bot, where none is set up."""
    idle = idle_without_bot(settings)
    text = f"these do nothing without DISCORD_BOT_TOKEN: {', '.join(idle)}"
    return [Finding.warn("Discord", text)] if idle else []
