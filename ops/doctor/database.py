"""The doctor's checks of the database: version, migrations, grants, clock, the bot's heartbeat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import asyncpg

from muster.channels.rules import LINKED_CHANNELS
from muster.channels.service import count_contacts_under_other_keys
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import translated_errors
from muster.echo import Echo, SessionShared
from muster.errors import DatabaseUnavailable, MusterError
from muster.live_status.rules import STALE_AFTER, LiveStatus
from muster.live_status.service import read_delivered_on, read_status
from muster.migrations import LOCK_KEY
from muster.settings import Settings
from ops.backup.store import RESTORED, schema_exists
from ops.console import counted
from ops.doctor.delivery import MESSAGES, messages
from ops.doctor.findings import Finding
from ops.doctor.grants import grants
from ops.doctor.names import same_names
from ops.migrate import compare, connect_patiently, reason_of

OLDEST_VERSION = 14
CONTACT_KEY = "contact key"

SLIGHT_SKEW, GRAVE_SKEW = timedelta(seconds=2), timedelta(seconds=60)


@dataclass
class Heartbeat:
    """What the running bot last said of itself; `status` is None where nothing is known.

    `channels`: those that bots, here or elsewhere, deliver on; none while all are silent.
    """

    status: LiveStatus | None = None
    channels: frozenset[str] = frozenset()

    async def check(self, connection: Any) -> Finding:
        """Whether it was heard of lately."""
        try:
            self.status = status = await read_status(connection, "bot")
            channels = await read_delivered_on(connection, utc_now())
        except asyncpg.UndefinedTableError:
            return Finding.off("bot", "looked for once all migrations are applied")
        if status is None:
            return Finding.warn("bot", "has never run here; `muster up` or `muster bot` runs it")
        age = utc_now() - status.updated_at
        if age > STALE_AFTER:
            return Finding.warn(
                "bot",
                f"last heard of {status.updated_at:%Y-%m-%d %H:%M} UTC; start `muster up` or "
                "`muster bot`",
            )
        self.channels = channels or frozenset()
        return Finding.ok("bot", f"heard of {max(0, int(age.total_seconds()))} s ago")


@dataclass
class ContactKeys:
    """Whether the keys that are set open the addresses that are stored."""

    settings: Settings
    heartbeat: Heartbeat = field(default_factory=Heartbeat)

    async def check(self, connection: Any) -> Finding:
        cipher = ContactCipher.from_settings(self.settings)
        key_ids = [] if cipher is None else cipher.key_ids
        try:
            lost = await count_contacts_under_other_keys(connection, key_ids)
        except asyncpg.UndefinedTableError:  # the line of the migrations says more
            return self.unproven()
        if lost:
            opening = counted(lost, "stored address opens", "stored addresses open")
            return Finding.fail(
                CONTACT_KEY,
                f"{opening} with none of the keys that are set, so nobody is reached there; add "
                "the key of that time to CONTACT_DATA_ENCRYPTION_KEY, or let their owners enter "
                "them anew",
            )
        known = self.unproven()
        return replace(known, text=f"{known.text}; every stored address opens") if cipher else known

    def unproven(self) -> Finding:
        """The finding by the settings alone, before any stored address was tried."""
        keys = self.settings.contact_data_encryption_key
        if keys is not None:
            count = len(keys.get_secret_value().split(","))
            return Finding.ok(CONTACT_KEY, f"{count} set; the first one encrypts")
        text = "CONTACT_DATA_ENCRYPTION_KEY is not set; `muster generate-key` prints one"
        settings = self.settings
        elsewhere = not settings.muster_sandbox and self.heartbeat.channels & set(LINKED_CHANNELS)
        if elsewhere or settings.telegram_bot_token or settings.signal_api_base_url:
            return Finding.fail(CONTACT_KEY, f"{text}, and Telegram and Signal need it")
        return Finding.off(CONTACT_KEY, text)


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
        return [Finding.fail("database", error.detail)]
    try:
        with translated_errors():
            findings = [await version_finding(connection)]
            for subject, check in (
                ("migrations", _migrations),
                ("restore", _leftover),
                ("grants", grants),
                ("database clock", _clock),
                ("pooler", partial(_session, url)),
                ("bot", heartbeat.check),
                (MESSAGES, partial(messages, contact_keys.settings.zone)),
                (CONTACT_KEY, contact_keys.check),
                ("names", same_names),
            ):
                try:
                    if (found := await check(connection)) is not None:
                        findings.append(found)
                except DatabaseUnavailable:
                    raise
                except MusterError as error:
                    findings.append(Finding.fail(subject, error.detail))
                except asyncpg.PostgresError as error:
                    findings.append(Finding.fail(subject, reason_of(error)))
            return findings
    finally:
        connection.terminate()


async def version_finding(connection: Any) -> Finding:
    """Whether the server is new enough, and as whom we are there."""
    number = int(await connection.fetchval("SELECT current_setting('server_version_num')"))
    user = await connection.fetchval("SELECT current_user")
    if number < OLDEST_VERSION * 10000:
        return Finding.fail(
            "database", f"PostgreSQL {number // 10000}; {OLDEST_VERSION} or newer is needed"
        )
    return Finding.ok("database", f"PostgreSQL {number // 10000} answers, as user {user}")


async def _migrations(connection: Any) -> Finding:
    found = await compare(connection)
    if found.edited:
        names = ", ".join(map(str, found.edited))
        return Finding.fail("migrations", f"edited since they were applied: {names}; restore them")
    if found.pending:
        return Finding.fail("migrations", f"{len(found.pending)} pending; run `muster migrate`")
    if found.unknown:
        numbers = ", ".join(f"{number:03}" for number in found.unknown)
        return Finding.warn(
            "migrations", f"{numbers} applied by a newer Muster; update this checkout soon"
        )
    return Finding.ok("migrations", f"all {len(found.migrations)} applied, none edited since")


async def _session(url: str, connection: Any) -> Finding:
    """Whether a connection keeps its session, as those of website and bot have to."""
    echo = Echo(url, "muster doctor")
    await echo.listen(connection)
    heard = await echo.comes_back()
    if heard is None:
        return Finding.warn("pooler", "not looked at: no second connection was to be had")
    if not heard:
        return Finding.fail("pooler", SessionShared.detail)
    return Finding.ok("pooler", "none, or one that works by sessions: a notice came back")


async def _clock(connection: Any) -> Finding:
    before = utc_now()
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    ours = before + (utc_now() - before) / 2
    return clock_finding("database clock", "the database's", theirs - ours)


def clock_finding(
    subject: str, whose: str, skew: timedelta, slight: timedelta = SLIGHT_SKEW
) -> Finding:
    """How a clock compares with this machine's; `skew` is theirs less ours."""
    seconds = abs(skew.total_seconds())
    text = f"{whose} clock and this machine's differ by {seconds:.1f} s"
    if seconds > GRAVE_SKEW.total_seconds():
        return Finding.fail(subject, f"{text}; set both by NTP")
    if seconds > slight.total_seconds():
        return Finding.warn(subject, f"{text}; set both by NTP")
    return Finding.ok(subject, text)
