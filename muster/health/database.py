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
from muster.crypto import ContactCipher
from muster.health.rules import Finding
from muster.live_status.rules import STALE_AFTER, LiveStatus
from muster.live_status.service import read_delivered_on, read_status
from muster.migrations import Migration
from muster.settings import Settings
from muster.webhooks import service as webhooks
from muster.words import lines, words

say = words("findings")

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
            return Finding.off("bot", say("after-migrations"))
        if status is None:
            return Finding.warn("bot", say("bot-never"))
        age = utc_now() - status.updated_at
        if age > STALE_AFTER:
            last = f"{status.updated_at:%Y-%m-%d %H:%M}"
            return Finding.warn("bot", say("bot-silent", moment=last))
        self.channels = channels or frozenset()
        return Finding.ok("bot", say("bot-heard", seconds=f"{max(0, int(age.total_seconds()))}"))


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
            return Finding.fail(CONTACT_KEY, say("addresses-lost", count=lost))
        known = self.unproven()
        if cipher is None:
            return known
        return replace(known, said=lines(known.said, say("addresses-open"), between="; "))

    def unproven(self) -> Finding:
        """The finding by the settings alone, before any stored address was tried."""
        keys = self.settings.contact_data_encryption_key
        if keys is not None:
            count = len(keys.get_secret_value().split(","))
            return Finding.ok(CONTACT_KEY, say("keys-set", count=f"{count}"))
        settings = self.settings
        elsewhere = not settings.muster_sandbox and self.heartbeat.channels & set(LINKED_CHANNELS)
        if elsewhere or settings.telegram_bot_token or settings.signal_api_base_url:
            return Finding.fail(CONTACT_KEY, say("keys-needed"))
        return Finding.off(CONTACT_KEY, say("keys-none"))


async def version_finding(connection: Any) -> Finding:
    """Whether the server is new enough, and as whom we are there."""
    number = int(await connection.fetchval("SELECT current_setting('server_version_num')"))
    user = await connection.fetchval("SELECT current_user")
    if number < OLDEST_VERSION * 10000:
        old = say("postgres-old", version=f"{number // 10000}", oldest=f"{OLDEST_VERSION}")
        return Finding.fail("database", old)
    answers = say("postgres-answers", version=f"{number // 10000}", user=str(user))
    return Finding.ok("database", answers)


def migrations_finding(
    shipped: Sequence[Migration],
    edited: Sequence[Migration],
    pending: Sequence[Migration],
    unknown: Sequence[int],
) -> Finding:
    """Whether the database is as this version has it."""
    if edited:
        names = ", ".join(map(str, edited))
        return Finding.fail("migrations", say("migrations-edited", names=names))
    if pending:
        return Finding.fail("migrations", say("migrations-to-run", count=f"{len(pending)}"))
    if unknown:
        numbers = ", ".join(f"{number:03}" for number in unknown)
        return Finding.warn("migrations", say("migrations-newer", numbers=numbers))
    return Finding.ok("migrations", say("migrations-done", count=f"{len(shipped)}"))


async def database_clock(connection: Any) -> Finding:
    before = utc_now()
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    ours = before + (utc_now() - before) / 2
    return clock_finding("database clock", None, theirs - ours)


def clock_finding(
    subject: str, service: str | None, skew: timedelta, slight: timedelta = SLIGHT_SKEW
) -> Finding:
    """How a clock compares with this machine's; `skew` is theirs less ours.

    `service`: whose clock it is; None: the database's.
    """
    seconds = abs(skew.total_seconds())
    apart = round(seconds, 1)
    text = (
        say("clock-of-database", seconds=apart)
        if service is None
        else say("clock-of-service", service=service, seconds=apart)
    )
    if seconds <= slight.total_seconds():
        return Finding.ok(subject, text)
    grave = seconds > GRAVE_SKEW.total_seconds()
    said = lines(text, say("set-clocks"), between="; ")
    return Finding.fail(subject, said) if grave else Finding.warn(subject, said)
