"""The doctor's checks of the database: version, migrations, grants, clock, the bot's heartbeat."""

from __future__ import annotations

from functools import partial
from typing import Any

import asyncpg

from muster.database import translated_errors
from muster.echo import Echo, SessionShared
from muster.errors import DatabaseUnavailable, MusterError
from muster.health.database import (
    CONTACT_KEY,
    ContactKeys,
    Heartbeat,
    database_clock,
    migrations_finding,
    version_finding,
)
from muster.health.delivery import MESSAGES, messages
from muster.health.names import same_names
from muster.health.push import PUSH_DEVICES, push_devices
from muster.health.rules import Finding
from muster.health.webhooks import WEBHOOKS, webhooks
from muster.migrations import LOCK_KEY
from ops.backup.store import RESTORED, schema_exists
from ops.doctor.grants import grants
from ops.migrate import compare, connect_patiently, reason_of


async def _leftover(connection: Any) -> Finding | None:
    """Whether a restore that was killed left what it had loaded; one at work does not count."""
    if not await schema_exists(connection, RESTORED):
        return None
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock_shared($1)", LOCK_KEY):
        return Finding.ok("restore", "one is at work")
    return Finding.warn(
        "restore",
        f"one that was killed left the schema {RESTORED}, which takes room; the next `muster up`, "
        "`muster migrate` or `muster backup` of the tables' owner drops it",
    )


async def database_checks(
    url: str, heartbeat: Heartbeat, contact_keys: ContactKeys
) -> list[Finding]:
    """Everything that a connection can tell; one finding alone when there is no connection.

    Args:
        heartbeat: is told what the bot says.
        contact_keys: those whose addresses are looked for.
    """
    try:
        connection = await connect_patiently(url, "muster doctor")
    except MusterError as error:
        return [Finding.fail("database", str(error))]
    try:
        with translated_errors():
            findings = [await version_finding(connection)]
            for subject, check in (
                ("migrations", _migrations),
                ("restore", _leftover),
                ("grants", grants),
                ("database clock", database_clock),
                ("pooler", partial(_session, url)),
                ("bot", heartbeat.check),
                (MESSAGES, partial(messages, contact_keys.settings.zone)),
                (CONTACT_KEY, contact_keys.check),
                ("names", same_names),
                (WEBHOOKS, webhooks),
                (PUSH_DEVICES, partial(push_devices, contact_keys.settings)),
            ):
                try:
                    if (found := await check(connection)) is not None:
                        findings.append(found)
                except DatabaseUnavailable:
                    raise
                except MusterError as error:
                    findings.append(Finding.fail(subject, str(error)))
                except asyncpg.PostgresError as error:
                    findings.append(Finding.fail(subject, reason_of(error)))
            return findings
    finally:
        connection.terminate()


async def _migrations(connection: Any) -> Finding:
    found = await compare(connection)
    return migrations_finding(found.migrations, found.edited, found.pending, found.unknown)


async def _session(url: str, connection: Any) -> Finding:
    """Whether a connection keeps its session, as those of website and bot have to."""
    echo = Echo(url, "muster doctor")
    await echo.listen(connection)
    heard = await echo.comes_back()
    if heard is None:
        return Finding.warn("pooler", "not looked at: no second connection was to be had")
    if not heard:
        return Finding.fail("pooler", str(SessionShared.detail))
    return Finding.ok("pooler", "none, or one that works by sessions: a notice came back")
