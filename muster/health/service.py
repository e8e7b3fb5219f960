"""How Muster does, for admins: what a website sees itself, and what the leading bot reported.

The doctor looks at more, and says the same sentences. `now` is an aware instant.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import zip_longest
from typing import Any, Literal, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster import migrations as runner
from muster.database import Connection
from muster.errors import DatabaseUnavailable, MusterError, OperatorError
from muster.health.backups import backups
from muster.health.database import (
    CONTACT_KEY,
    ContactKeys,
    Heartbeat,
    database_clock,
    migrations_finding,
    version_finding,
)
from muster.health.delivery import MESSAGES, delivery_findings, messages
from muster.health.gateway import gateway_findings
from muster.health.installation import (
    data_folder_findings,
    settings_file_findings,
    settings_use_finding,
)
from muster.health.names import SUBJECT as NAMES
from muster.health.names import same_names
from muster.health.push import PUSH_DEVICES, push_devices
from muster.health.rules import Finding, Verdict
from muster.health.stored import data_of, words_of
from muster.health.webhooks import WEBHOOKS, webhooks
from muster.live_status import service as live_status
from muster.live_status.rules import LiveStatus, is_stale
from muster.migrations import Migration
from muster.off_loop import off_loop
from muster.settings import Settings
from muster.words import words

say = words("findings")

PartName = Literal["website", "database", "bot"]
_LINES_MOST, _TEXT_MOST = 100, 600
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """What was found at one place; `database` and `bot` are the same from every website."""

    name: PartName
    findings: Sequence[Finding]


async def look_here(settings: Settings, now: datetime) -> list[Finding]:
    """What this process sees of its own installation: settings, data folder, disk, backups."""
    return await off_loop(_look_here, settings, now)


def _look_here(settings: Settings, now: datetime) -> list[Finding]:
    return [
        *settings_file_findings(),
        # Whether several machines share the database, the doctor alone can tell.
        settings_use_finding(settings, own_server=False),
        *data_folder_findings(settings),
        *backups(settings, now),
    ]


async def store_report(connection: Connection, findings: Sequence[Finding], now: datetime) -> None:
    """Store what the leading bot found, for the admins' page."""
    report = {
        "findings": [[each.state.value, each.subject, each.text] for each in findings],
        # Beside the English lines, which are all that another version may know.
        "said": [None if isinstance(each.said, str) else data_of(each.said) for each in findings],
    }
    await live_status.write_status(connection, "bot_health", report, now)


async def read_health(
    connection: Connection,
    settings: Settings,
    migrations: Sequence[Migration],
    here: Sequence[Finding],
    now: datetime,
) -> list[Part]:
    """How everything does, by place.

    Args:
        here: what `look_here` of this process found.

    Raises:
        DatabaseUnavailable: it went away.
    """
    heartbeat = Heartbeat()
    bot = await _checked("bot", heartbeat.check, connection)
    keys = ContactKeys(settings, heartbeat)
    checks: list[tuple[str, Callable[[Any], Awaitable[Finding]]]] = [
        ("database", version_finding),
        ("migrations", partial(_migrations, migrations)),
        ("database clock", database_clock),
        (MESSAGES, partial(messages, settings.zone)),
        (CONTACT_KEY, keys.check),
        (NAMES, same_names),
        (WEBHOOKS, webhooks),
        (PUSH_DEVICES, partial(push_devices, settings)),
    ]
    database = [await _checked(subject, check, connection) for subject, check in checks]
    report = await live_status.read_status(connection, "bot_health")
    known = {_said(each) for each in here}
    told = [each for each in findings_of(report, now) if _said(each) not in known]
    return [
        Part("bot", [bot, *of_bot(heartbeat.status, now, sandbox=settings.muster_sandbox), *told]),
        Part("database", database),
        Part("website", here),
    ]


def without_database(here: Sequence[Finding], error: MusterError) -> list[Part]:
    """What is known while the database is away."""
    return [Part("database", [Finding.fail("database", error.detail)]), Part("website", here)]


def of_bot(status: LiveStatus | None, now: datetime, *, sandbox: bool) -> list[Finding]:
    """What the heartbeat says of Discord and of the channels; nothing while no bot is heard of."""
    if is_stale(status, now):
        return []
    found = delivery_findings(status, now)
    if sandbox:
        return found
    discord: Any = status.data.get("discord") if status is not None else None
    if isinstance(discord, dict) and cast(dict[str, Any], discord).get("gateway") == "off":
        off = Finding.off("Discord gateway", say("no-bot-token"))
        return [off, *found]
    return [*gateway_findings(status, now), *found]


def findings_of(report: LiveStatus | None, now: datetime) -> list[Finding]:
    """The lines of a bot's report; none where it is too old. The row may be another version's."""
    if report is None or is_stale(report, now):
        return []
    lines, said = (_list(report.data.get(name)) for name in ("findings", "said"))
    found: list[Finding] = []
    for line, data in zip_longest(lines[:_LINES_MOST], said[:_LINES_MOST]):
        match line:
            case [str(state), str(subject), str(text)] if state in {each.value for each in Verdict}:
                words = words_of(data) or text[:_TEXT_MOST]
                found.append(Finding(Verdict(state), subject[:_TEXT_MOST], words))
            case _:
                pass
    return found


def _list(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def _said(finding: Finding) -> Finding:
    """A finding as far as it tells apart what two processes of one machine say: where all is well,
    a minute more of age or less room is the same.
    """
    if finding.state in (Verdict.OK, Verdict.OFF):
        return replace(finding, said=_NUMBER.sub("#", finding.text))
    return finding


async def _checked(
    subject: str, check: Callable[[Any], Awaitable[Finding]], connection: Connection
) -> Finding:
    try:
        return await check(connection)
    except DatabaseUnavailable:
        raise
    except MusterError as error:
        operators = isinstance(error, OperatorError)
        return Finding.fail(subject, error.text if operators else error.detail)
    except asyncpg.PostgresError as error:
        return Finding.fail(subject, str(error).strip().splitlines()[0])


async def _migrations(shipped: Sequence[Migration], connection: Any) -> Finding:
    return migrations_finding(
        shipped,
        await runner.edited(connection, shipped),
        await runner.pending(connection, shipped),
        await runner.unknown(connection, shipped),
    )
