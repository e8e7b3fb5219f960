"""Puts people's answers, settings, channels and addresses into Muster."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import Any, get_args

from muster.availability.rules import Status
from muster.channels.rules import (
    CHANNEL_TYPES,
    LINKED_CHANNELS,
    NOTIFY_THRESHOLD_MOST,
    SOUND_COOLDOWN_SECONDS,
    Address,
    is_time_zone,
    parse_account,
)
from muster.crypto import ContactCipher
from ops.slomix import wishes_store as store
from ops.slomix.addresses import TYPED, Found, typed_addresses, verified_addresses
from ops.slomix.source import Row
from ops.slomix.taking import Taking

OF_NOBODY = "of nobody who has a Discord account"
ALWAYS_QUIET = (time(0, 0), time(23, 59))
"""What is said here by whoever had quiet hours that end where they begin: in slomix, all day."""

_UNCHOSEN_ZONE = "UTC"
"""slomix's default of the settings, from which a choice cannot be told."""

_STATUSES = frozenset(get_args(Status))
_WALL_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_PREFERRED = frozenset({*CHANNEL_TYPES, "any"})


async def take_answers(taking: Taking) -> None:
    """Answers of all days, numbered in the order in which they were last changed."""
    table = "availability_entries"
    report, instants = taking.report, taking.instants
    given: list[tuple[datetime, int, tuple[int, date, str, datetime, datetime]]] = []
    for row in taking.rows(table):
        user_id = taking.user(row["user_id"])
        if user_id is None:
            report.leave(table, OF_NOBODY, row["id"])
            continue
        if row["status"] not in _STATUSES or row["entry_date"] is None:
            report.leave(table, "an answer that Muster does not know", row["id"])
            continue
        at = instants.first(table, row["id"], row["updated_at"], row["created_at"])
        since = min(at, instants.first(table, row["id"], row["created_at"], row["updated_at"]))
        given.append((at, row["id"], (user_id, row["entry_date"], row["status"], since, at)))
    # Somebody whom the bot and the website knew by two ids has said two things: the later holds.
    latest = {row[:2]: row for _, _, row in sorted(given, key=lambda each: each[:2])}
    rows = sorted(latest.values(), key=lambda row: row[4])
    before = set(await store.list_days_with_answers(taking.connection, taking.today))
    written = await store.upsert_answers(taking.connection, rows)
    report.took(table, len(written))
    report.found(table, len(given) - len(written))
    report.wrote(table, len(written))
    # Of evenings to come it is learned who said what when, as of any other answer.
    to_come = [row for row in rows if row[1] >= taking.today and row[:2] in written]
    await store.note_answers(
        taking.connection, [(user_id, day, status, at) for user_id, day, status, _, at in to_come]
    )
    report.wrote("availability_answer_changes", len(to_come))
    if mixed := before & {row[1] for row in to_come}:
        await store.put_in_order(taking.connection, sorted(mixed))


async def take_settings(taking: Taking) -> None:
    """Sounds, check-ins and time zones."""
    table = "availability_user_settings"
    report = taking.report
    also_chosen = {
        row["user_id"]
        for row in taking.rows("subscription_preferences")
        if row["timezone"] == _UNCHOSEN_ZONE
    }
    rows: list[tuple[Any, ...]] = []
    for row in taking.rows(table):
        user_id = taking.user(row["user_id"])
        if user_id is None:
            report.leave(table, OF_NOBODY, row["user_id"])
            continue
        zone = _zone(taking, table, row)
        if zone == _UNCHOSEN_ZONE and row["user_id"] not in also_chosen:
            report.change(
                table, "the zone UTC, which is slomix's default: the community's", _who(row)
            )
            zone = None
        rows.append(
            (
                user_id,
                row["sound_enabled"] is not False,
                _cooldown(taking, row),
                row["availability_reminders_enabled"] is not False,
                zone,
                taking.instants.first(table, _who(row), row["updated_at"]),
            )
        )
    written = await store.upsert_settings(taking.connection, _latest(rows, 1))
    _count(taking, table, len(rows), len(written))


async def take_preferences(taking: Taking) -> None:
    """Whether and how people want to be asked to play, and when not."""
    table = "subscription_preferences"
    report = taking.report
    rows: list[tuple[Any, ...]] = []
    for row in taking.rows(table):
        user_id = taking.user(row["user_id"])
        if user_id is None:
            report.leave(table, OF_NOBODY, row["user_id"])
            continue
        start, end = _quiet_hours(taking, row)
        zone = _zone(taking, table, row)
        threshold = row["notify_threshold"] or 0
        if not 0 <= threshold <= NOTIFY_THRESHOLD_MOST:
            report.change(table, "a threshold that is out of bounds: none", _who(row))
            threshold = 0
        at = taking.instants.first(table, _who(row), row["updated_at"], row["created_at"])
        since = taking.instants.first(table, _who(row), row["created_at"], row["updated_at"])
        rows.append(
            (
                user_id,
                row["allow_promotions"] is True,
                row["preferred_channel"] if row["preferred_channel"] in _PREFERRED else "any",
                start,
                end,
                None if zone == taking.zone.key else zone,
                threshold,
                min(since, at),
                at,
            )
        )
    written = await store.upsert_preferences(taking.connection, _latest(rows, 1))
    _count(taking, table, len(rows), len(written))


async def take_addresses(taking: Taking) -> None:
    """Linked chats first, since a verified address beats a typed one."""
    if taking.cipher is None:  # which the command refuses where there are any
        return
    found = verified_addresses(taking.snapshot, taking.community, taking.instants, taking.report)
    for each in found:
        await _take_verified(taking, taking.cipher, each)
    typed = typed_addresses(
        taking.snapshot, taking.community, taking.key, taking.instants, taking.report
    )
    for each in typed:
        await _take_typed(taking, taking.cipher, each)


async def take_subscriptions(taking: Taking) -> None:
    """Which channels are on; Telegram and Signal only where there is an address to write to."""
    table = "availability_subscriptions"
    report, instants = taking.report, taking.instants
    rows: list[tuple[Any, ...]] = []
    for row in taking.rows(table):
        user_id, channel_type = taking.user(row["user_id"]), row["channel_type"]
        if user_id is None or channel_type not in CHANNEL_TYPES:
            report.leave(table, OF_NOBODY, row["id"])
            continue
        enabled = row["enabled"] is True
        if enabled and channel_type in LINKED_CHANNELS:
            enabled = await store.has_address(taking.connection, user_id, channel_type, "verified")
            if not enabled:
                report.change(table, "off, since no linked address could be taken", row["id"])
        wishes = row["preferences"] if isinstance(row["preferences"], dict) else {}
        at = instants.first(table, row["id"], row["updated_at"], row["created_at"])
        since = instants.first(table, row["id"], row["created_at"], row["updated_at"])
        rows.append((user_id, channel_type, enabled, json.dumps(wishes), min(since, at), at))
    written = await store.upsert_subscriptions(taking.connection, _latest(rows, 2))
    _count(taking, table, len(rows), len(written))


# --- addresses ------------------------------------------------------------------------------------


async def _take_verified(taking: Taking, cipher: ContactCipher, found: Found) -> None:
    report, connection = taking.report, taking.connection
    counted = found.table == "availability_channel_links"  # else with its subscription
    user_id, address = taking.users[found.discord_user_id], found.address
    hashes = cipher.hashes(address.channel_type, address.identity)
    here = await store.find_address(connection, address.channel_type, hashes)
    if here is not None and here[0] == user_id:
        if counted:
            report.found(found.table)
        return
    if here is not None or await store.has_address(
        connection, user_id, address.channel_type, "verified"
    ):
        if counted:
            reason = "linked in Muster to another account, or another one is linked, which holds"
            report.leave(found.table, reason, found.row)
        return
    await store.insert_address(connection, _row(cipher, user_id, address, None, found.at))
    report.wrote("availability_channel_links", 1)
    if counted:
        report.took(found.table)


async def _take_typed(taking: Taking, cipher: ContactCipher, found: Found) -> None:
    report, connection = taking.report, taking.connection
    user_id, address = taking.users[found.discord_user_id], found.address
    hashes = cipher.hashes(address.channel_type, address.identity)
    if await store.has_address(connection, user_id, address.channel_type, "typed"):
        report.found(TYPED)
        return
    here = await store.find_address(connection, address.channel_type, hashes)
    if here is None:
        await store.insert_address(connection, _row(cipher, user_id, address, found.at, None))
        report.wrote("availability_channel_links", 1)
    elif here[0] == user_id:
        await store.mark_typed(connection, address.channel_type, hashes, found.at)
    else:
        report.change(TYPED, "another account has it: kept, and never written to", found.row)
        await store.insert_disputed(
            connection,
            (
                user_id,
                address.channel_type,
                hashes[0],
                cipher.encrypt(address.text),
                cipher.key_id,
                address.deliverable,
                found.at,
            ),
        )
        report.wrote("availability_disputed_handles", 1)
    report.took(TYPED)


def _row(
    cipher: ContactCipher,
    user_id: int,
    address: Address,
    typed_at: datetime | None,
    verified_at: datetime | None,
) -> tuple[Any, ...]:
    first = cipher.hashes(address.channel_type, address.identity)[0]
    is_account = parse_account(address.channel_type, address.text) is not None
    return (
        address.channel_type,
        first,
        user_id,
        cipher.encrypt(address.text),
        cipher.key_id,
        address.deliverable,
        typed_at,
        verified_at,
        first if is_account else None,
        cipher.encrypt(address.text) if is_account else None,
    )


# --- parts of a row -------------------------------------------------------------------------------


def _latest(rows: list[tuple[Any, ...]], key: int) -> list[tuple[Any, ...]]:
    """Of rows whose first `key` values are the same, the one that was changed last."""
    return list({row[:key]: row for row in sorted(rows, key=lambda row: row[-1])}.values())


def _who(row: Row) -> int:
    return row["user_id"]


def _count(taking: Taking, table: str, rows: int, written: int) -> None:
    taking.report.took(table, written)
    taking.report.found(table, rows - written)
    taking.report.wrote(table, written)


def _zone(taking: Taking, table: str, row: Row) -> str | None:
    name = (row["timezone"] or "").strip()
    if not name or is_time_zone(name):
        return name or None
    taking.report.change(table, "a time zone that is none: the community's", _who(row))
    return None


def _cooldown(taking: Taking, row: Row) -> int:
    least, most = SOUND_COOLDOWN_SECONDS
    seconds = row["sound_cooldown_seconds"]
    if seconds is None:
        return 480
    if not least <= seconds <= most:
        what = f"seconds between sounds out of {least} to {most}: the nearest"
        taking.report.change("availability_user_settings", what, _who(row))
    return min(max(seconds, least), most)


def _quiet_hours(taking: Taking, row: Row) -> tuple[time | None, time | None]:
    table, hours = "subscription_preferences", row["quiet_hours"]
    if not hours:
        return None, None
    given: Any = hours if isinstance(hours, dict) else {}
    texts = [str(given.get(name) or "").strip() for name in ("start", "end")]
    if not any(texts):
        return None, None
    if not all(_WALL_TIME.fullmatch(text) for text in texts):
        taking.report.change(table, "quiet hours that cannot be read: none, as there", _who(row))
        return None, None
    start, end = (time.fromisoformat(text) for text in texts)
    if start == end:
        what = "quiet hours that end where they begin, always quiet there: 00:00 to 23:59"
        taking.report.change(table, what, _who(row))
        return ALWAYS_QUIET
    return start, end
