"""What a connection tells: version, clock, the bot's heartbeat, whether stored addresses open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.channels.rules import LINKED_CHANNELS
from muster.channels.service import count_contacts_under_other_keys
from muster.clock import utc_now
from muster.counting import counted
from muster.crypto import ContactCipher
from muster.health.rules import Finding
from muster.live_status.rules import STALE_AFTER, LiveStatus
from muster.live_status.service import read_delivered_on, read_status
from muster.migrations import Migration
from muster.settings import Settings
from muster.webhooks import service as webhooks

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
            lost += await webhooks.count_under_other_keys(connection, key_ids)
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


async def version_finding(connection: Any) -> Finding:
    """Whether the server is new enough, and as whom we are there."""
    number = int(await connection.fetchval("SELECT current_setting('server_version_num')"))
    user = await connection.fetchval("SELECT current_user")
    if number < OLDEST_VERSION * 10000:
        return Finding.fail(
            "database", f"PostgreSQL {number // 10000}; {OLDEST_VERSION} or newer is needed"
        )
    return Finding.ok("database", f"PostgreSQL {number // 10000} answers, as user {user}")


def migrations_finding(
    shipped: Sequence[Migration],
    edited: Sequence[Migration],
    pending: Sequence[Migration],
    unknown: Sequence[int],
) -> Finding:
    """Whether the database is as this version has it."""
    if edited:
        names = ", ".join(map(str, edited))
        return Finding.fail("migrations", f"edited since they were applied: {names}; restore them")
    if pending:
        return Finding.fail("migrations", f"{len(pending)} pending; run `muster migrate`")
    if unknown:
        numbers = ", ".join(f"{number:03}" for number in unknown)
        return Finding.warn(
            "migrations", f"{numbers} applied by a newer Muster; update this checkout soon"
        )
    return Finding.ok("migrations", f"all {len(shipped)} applied, none edited since")


async def database_clock(connection: Any) -> Finding:
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
