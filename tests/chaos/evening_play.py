"""What happens in an evening of kills, and what must be true of everybody afterwards."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from muster.channels.rules import ChannelType
from muster.clock import local_date, utc_now
from tests.chaos.evening import Evening, EveningTally, services_of, stage, until_it_is
from tests.conftest import Cluster
from tests.support.fakes.chats import FakeChats
from tests.support.running.bot import Person, add_reachable_people, zone_where_it_is_noon
from tests.support.scenes.community import PROMOTER
from tests.support.scenes.promoting import CAMPAIGN, CAMPAIGNS

PEOPLE = 90
"""Fewer than make a session ready, which would be another message."""

LATENCIES = {"discord": 0.05, "telegram": 0.05, "signal": 0.1}
"""Seconds before an answer, as services have them; requests are open for a while."""

JOBS = ("send_reminder_2045", "send_start_2100")


@dataclass
class Cast:
    """Who is there, by what must become of them."""

    everybody: list[Person]
    refused: set[int]
    """Their first service refuses them for good, so that another takes over."""
    quiet: set[int]


async def play_evening(
    cluster: Cluster,
    cluster_folder: Path,
    chance: random.Random,
    kills: int,
    tally: EveningTally,
) -> None:
    """A campaign from its creation to its start message, through about so many kills.

    Raises:
        AssertionError: somebody heard twice, was lost, or the campaign does not tell the truth.
    """
    async with stage(cluster, cluster_folder, chance) as (evening, website):
        promoter = await website.signed_in(PROMOTER, player="Promoter")
        cast = await _cast(evening)
        for service, seconds in zip(services_of(evening.chats), LATENCIES.values(), strict=True):
            service.latency = seconds
        await evening.start()
        answer = await promoter.post(CAMPAIGNS, json={})
        assert answer.status_code == 201, answer.text
        assert answer.json()["recipient_count"] == len(cast.everybody), answer.text
        for job_type in JOBS:
            before = _heard(evening.chats)
            # Also at hours at which the reminder is left out.
            await evening.sql.execute(
                "UPDATE availability_promotion_jobs SET run_at = now(), status = 'pending',"
                " last_error = NULL WHERE job_type = $1",
                job_type,
            )
            await until_it_is(lambda: _begins(evening))
            for _ in range(kills // len(JOBS)):
                await evening.kill(tally)
                await evening.end_leases_of_the_dead()
            await evening.settles(job_type)
            await _check(evening, cast, job_type, before, tally)
        await _check_campaign(evening, promoter, tally)
    tally.evenings += 1


async def _begins(evening: Evening) -> bool:
    return await evening.sql.fetchval(
        "SELECT EXISTS (SELECT FROM notifications_ledger WHERE state IN ('pending', 'sending'))"
    )


async def _cast(evening: Evening) -> Cast:
    """People who prefer each of the services; some are in quiet hours, some refuse for good."""
    chats, now = evening.chats, utc_now()
    connection = await asyncpg.connect(evening.url)
    try:
        people = await add_reachable_people(connection, chats, PEOPLE)
        refused: set[int] = set()
        quiet: set[int] = set()
        preferred: list[ChannelType] = ["telegram", "telegram", "discord", "signal", "discord"]
        for number, person in enumerate(people):
            prefers = preferred[number % len(preferred)]
            hours: tuple[time, time] | tuple[None, None] = (None, None)
            if number % 12 == 7:
                quiet.add(person.user_id)
                hours = _quiet_around(now)
            elif number % 9 == 4:
                refused.add(person.user_id)
                if prefers == "telegram":
                    chats.telegram.blocked.add(person.telegram)
                elif prefers == "discord":
                    chats.discord.closed_dms.add(person.discord)
                else:
                    chats.signal.unregistered.add(person.signal)
            await connection.execute(
                """
                INSERT INTO subscription_preferences
                       (user_id, allow_promotions, preferred_channel, timezone, quiet_hours_start,
                        quiet_hours_end, created_at, updated_at)
                VALUES ($1, true, $2, 'UTC', $3, $4, $5, $5)
                """,
                person.user_id,
                prefers,
                *hours,
                now,
            )
            await connection.execute(
                """
                INSERT INTO availability_entries
                       (user_id, entry_date, status, created_at, updated_at)
                VALUES ($1, $2, 'LOOKING', $3, $3)
                """,
                person.user_id,
                local_date(now, zone_where_it_is_noon(now)),
                now,
            )
    finally:
        await connection.close()
    return Cast(people, refused, quiet)


def _quiet_around(now: datetime) -> tuple[time, time]:
    """Quiet hours, in UTC, that `now` is in the midst of."""
    begin, end = now - timedelta(hours=3), now + timedelta(hours=3)
    return time(begin.hour, begin.minute), time(end.hour, end.minute)


def _heard(chats: FakeChats) -> Counter[tuple[str, str]]:
    """How often each recipient was reached, by (service, address)."""
    names = ("discord", "telegram", "signal")
    return Counter(
        {
            (name, who): number
            for name, service in zip(names, services_of(chats), strict=True)
            for who, number in service.counts().items()
        }
    )


async def _check(
    evening: Evening,
    cast: Cast,
    job_type: str,
    before: Counter[tuple[str, str]],
    tally: EveningTally,
) -> None:
    """What must be true of everybody once a message's job is closed."""
    heard = _heard(evening.chats) - before
    rows = await evening.sql.fetch(
        """
        SELECT l.user_id, l.channel_type, l.state, l.reason, l.last_error
          FROM notifications_ledger l
          JOIN availability_promotion_jobs j ON j.id = l.promotion_job_id
         WHERE j.job_type = $1 ORDER BY l.id
        """,
        job_type,
    )
    by_person: dict[int, list[Any]] = {}
    for row in rows:
        by_person.setdefault(row["user_id"], []).append(row)
    for person in cast.everybody:
        mine = by_person.get(person.user_id, [])
        where = f"{job_type} to {person.user_id}: {[tuple(row) for row in mine]}"
        addresses = {
            "discord": person.discord,
            "telegram": person.telegram,
            "signal": person.signal,
        }
        got = Counter({kind: heard[kind, who] for kind, who in addresses.items()})
        states = Counter(row["state"] for row in mine)
        assert got.total() <= 1, f"{where}: heard {got}"
        assert states["sent"] + states["unknown"] <= 1, where
        assert not states["pending"] + states["sending"], where
        if person.user_id in cast.quiet:
            assert [(row["state"], row["reason"]) for row in mine] == [("skipped", "quiet_hours")]
            assert got.total() == 0, f"{where}: heard {got} in quiet hours"
            tally.quiet += 1
            continue
        assert states["sent"] + states["unknown"] == 1, f"{where}: lost"
        if states["sent"]:
            (sent,) = (row for row in mine if row["state"] == "sent")
            assert got[sent["channel_type"]] == 1, f"{where}: heard {got}"
            tally.heard[sent["channel_type"]] += 1
            tally.handed_over += states["failed"] > 0
        else:
            tally.unknown += 1
            tally.unknown_and_unheard += got.total() == 0


async def _check_campaign(evening: Evening, promoter: Any, tally: EveningTally) -> None:
    """The campaign's own words: partial exactly where somebody's message is unknown."""
    told = (await promoter.get(CAMPAIGN)).json()["campaign"]
    unknown = await evening.sql.fetchval(
        "SELECT count(*) FROM notifications_ledger WHERE state = 'unknown'"
    )
    assert told["status"] == ("partial" if unknown else "sent"), told
    tally.statuses[told["status"]] += 1
