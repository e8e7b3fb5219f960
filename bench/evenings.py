"""``python -m bench.evenings``: what calls bring, on made-up people; see `make evenings`.

Each strategy meets the same people on the same evenings (`ops/rehearse/people.toml`), in a database
of its own, through the bot's own duties on a clock of its own. It measures and proves nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import structlog
from rich.console import Console
from rich.progress import track
from rich.table import Table

from muster.calls.rules import MOST_DEFAULT, event_key
from muster.channels.rules import CHANNEL_TYPES
from muster.clock import at_wall_time
from muster.database import Connection
from muster.errors import MusterError
from muster.evening import WEEKDAYS, EveningRule
from muster.evenings.service import evenings_of, save_rules
from muster.forecast.rules import Learned
from muster.forecast.service import read_learned
from muster.notifications import service as notifications
from muster.settings import Settings, load_settings
from ops.rehearse import store
from ops.rehearse.people import HABITS, Habits, people_of
from ops.rehearse.play import Act, Play
from ops.rehearse.stage import stage

EVENINGS = 60
FIRST = date(2026, 3, 2)
"""A Monday; summer time begins within the sixty evenings."""

BEGINS, CALLED_AT, PROMOTED_AT, ENDS = time(15, 59), time(20, 15), time(20, 20), time(21, 5)
KNOWN_AT = time(22, 1)
"""An evening that the forecast learns from is watched until it is known whether it was played."""

BELOW = EveningRule(call_at=time(19, 0), call_most=MOST_DEFAULT, call_below=90)
"""A call of its own from seven o'clock on, unless there will be enough anyway."""
NO_LIMIT, LIMIT = 7, 4
"""How often a week people let themselves be asked: always, and by default."""

_WIDTH = 150
_SINCE = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) - timedelta(days=1)
_PROMOTER = 1

_FILL = """
WITH people AS (SELECT n FROM generate_series(1, $1::int) AS n),
users AS (
    INSERT INTO website_users (created_at) SELECT $2 FROM people RETURNING id),
numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users),
gamers AS (
    INSERT INTO players (guid, name, canonical_name, rating, origin)
    SELECT 'guid' || n, 'Player ' || n, 'Player ' || n, 1000 + n, 'imported' FROM people),
accounts AS (
    INSERT INTO discord_accounts
           (discord_user_id, user_id, username, display_name, linked_at, updated_at)
    SELECT 100000000000000000 + n, id, 'player' || n, 'Player ' || n, $2, $2 FROM numbered),
wishes AS (
    INSERT INTO subscription_preferences
           (user_id, allow_promotions, asks_a_day, asks_a_week, created_at, updated_at)
    SELECT id, true, 1, $3, $2, $2 FROM numbered)
SELECT id, 'guid' || n AS guid FROM numbered
"""
_LINK = "INSERT INTO user_player_links (user_id, player_guid, linked_at) VALUES ($1, $2, $3)"
_SILENT = """
SELECT k.user_id FROM user_player_links k
  JOIN subscription_preferences s ON s.user_id = k.user_id AND s.allow_promotions
 CROSS JOIN LATERAL asks_until(k.user_id, $1, $2) AS a
 WHERE NOT EXISTS (SELECT FROM availability_entries e
                    WHERE e.user_id = k.user_id AND e.entry_date = $1)
   AND a.days < s.asks_a_week
 ORDER BY k.user_id
"""


@dataclass(frozen=True)
class Strategy:
    """What is done at 20:15 where the evening is short then; everything else is the same.

    Attributes:
        asks_a_week: how often one person is asked at most.
        rule: every weekday's, by which a call begins by itself; None: none has one.
        learns: calls know what closed evenings taught.
    """

    name: str
    act: Callable[[Play, date], Act] | None
    asks_a_week: int
    rule: EveningRule | None = None
    learns: bool = False


@dataclass
class Tally:
    """What came of one strategy's evenings.

    Attributes:
        asks: messages to people who had said nothing, because the evening was short.
        messages: all messages to people.
        minutes: from 20:15 until enough were looking, of the evenings that were short then and
            were played.
    """

    strategy: Strategy
    evenings: int = 0
    short: int = 0
    played: int = 0
    asks: int = 0
    messages: int = 0
    most_asks: int = 0
    most_asks_a_week: int = 0
    minutes: list[float] = field(default_factory=list[float])


def _waves(play: Play, day: date) -> Act:
    del day
    return play.calling(_PROMOTER)


def _everybody(play: Play, day: date) -> Act:
    """Asks everybody who has said nothing, at once, by the call's own message."""

    async def ask() -> None:
        if await play.count_looking() >= play.evening.threshold:
            return
        start = play.evening.starts_at
        payload = {
            "kind": "call",
            "date": day.isoformat(),
            "start": start.astimezone(UTC).isoformat(),
            "threshold": play.evening.threshold,
        }
        async with play.database.transaction() as connection:
            key = event_key(day)
            silent = [row[0] for row in await connection.fetch(_SILENT, day, key)]
            await notifications.queue_for_people(
                connection,
                key,
                [(user_id, payload) for user_id in silent],
                CHANNEL_TYPES,
                None,
                play.now,
                start,
                play.now,
            )

    return ask


SEEDS = Strategy("only the seeds' messages", None, LIMIT)
PAIRS = (
    # Seven sessions a week: the default limit keeps everybody from being asked to three of them.
    (Strategy("everybody at 20:15", _everybody, NO_LIMIT), Strategy("waves", _waves, NO_LIMIT)),
    (
        Strategy("everybody, four a week", _everybody, LIMIT),
        Strategy("waves, four a week", _waves, LIMIT),
    ),
)
"""Each time, people asked all at once and people asked in waves, with the same limit of asks."""

FORECAST = (
    Strategy("waves by the forecast", None, NO_LIMIT, BELOW, learns=True),
    Strategy("by the forecast, four a week", None, LIMIT, BELOW, learns=True),
)
"""The same two limits, with calls that begin and go on by the chance of being enough."""


STRATEGIES = (SEEDS, *(each for pair in PAIRS for each in pair), *FORECAST)


async def run(
    strategy: Strategy, habits: Habits, evenings: int, settings: Settings, console: Console
) -> Tally:
    """Play the evenings with one strategy."""
    tally = Tally(strategy)
    zone = settings.zone
    async with stage(at_wall_time(FIRST, time.min, zone)) as url:
        connection = await asyncpg.connect(url)
        try:
            await _fill(connection, habits.size, strategy.asks_a_week)
            members = await store.list_members(connection)
        finally:
            await connection.close()
        named = people_of(habits, [each.name for each in members])
        people = {each.user_id: named[each.name] for each in members}
        reads = read_learned if strategy.learns else _nothing_learned
        async with Play(url, settings, people, reads) as play:
            if strategy.rule is not None:
                rules = dict.fromkeys(range(WEEKDAYS), strategy.rule)
                async with play.database.transaction() as connection:
                    await save_rules(connection, evenings_of(settings), rules, None, _SINCE)
            days = [FIRST + timedelta(days=number) for number in range(evenings)]
            for day in track(days, strategy.name, console=console, transient=True):
                await _play(play, strategy, day, tally)
            async with play.database.connection() as connection:
                messages = await store.list_messages(connection, datetime.min.replace(tzinfo=UTC))
    sent = [each for each in messages if each.state == "sent" and each.user_id is not None]
    asks = [each for each in sent if each.kind == "call"]
    tally.asks, tally.messages = len(asks), len(sent)
    tally.most_asks = max(Counter(each.user_id for each in asks).values(), default=0)
    weeks = Counter((each.user_id, (each.at.date() - FIRST).days // 7) for each in asks)
    tally.most_asks_a_week = max(weeks.values(), default=0)
    return tally


async def _play(play: Play, strategy: Strategy, day: date, tally: Tally) -> None:
    zone = play.evening.zone
    called_at = at_wall_time(day, CALLED_AT, zone)
    short = False

    async def look() -> None:
        nonlocal short
        short = await play.count_looking() < play.evening.threshold

    play.at(called_at, look)
    if strategy.act is not None:
        play.at(called_at, strategy.act(play, day))
    play.at(at_wall_time(day, PROMOTED_AT, zone), play.promoting(_PROMOTER))
    ends = at_wall_time(day, KNOWN_AT if strategy.learns else ENDS, zone)
    played = await play.play(day, at_wall_time(day, BEGINS, zone), ends)
    tally.evenings += 1
    tally.short += short
    tally.played += played.played
    if short and played.played and played.full_at is not None:
        tally.minutes.append((played.full_at - called_at) / timedelta(minutes=1))


async def _nothing_learned(_connection: Connection) -> Learned:
    return Learned()


async def _fill(connection: Any, people: int, asks_a_week: int) -> None:
    async with connection.transaction():
        rows = await connection.fetch(_FILL, people, _SINCE, asks_a_week)
        await connection.executemany(_LINK, [(row[0], row[1], _SINCE) for row in rows])


def print_table(console: Console, tallies: list[Tally]) -> None:
    """A row for each strategy, and how waves stand beside the others."""
    table = Table(title=f"{tallies[0].evenings} evenings of the same people")
    for column in (
        "at 20:15, where it is short",
        "short at 20:15",
        "played",
        "asks",
        "all messages",
        "messages a played evening",
        "most asks of one",
        "of one in a week",
        "short to full, minutes",
    ):
        table.add_column(column, justify="left" if column.startswith("at") else "right")
    for tally in tallies:
        table.add_row(
            tally.strategy.name,
            str(tally.short),
            str(tally.played),
            f"{tally.asks:,}",
            f"{tally.messages:,}",
            f"{tally.messages / tally.played:.1f}" if tally.played else "-",
            str(tally.most_asks),
            str(tally.most_asks_a_week),
            f"{median(tally.minutes):.0f}" if tally.minutes else "-",
        )
    console.print(table)
    by_name = {each.strategy: each for each in tallies}
    for (everybody, waves), forecast in zip(PAIRS, FORECAST, strict=True):
        _compare(console, by_name.get(everybody), by_name.get(waves), by_name.get(SEEDS))
        _compare_forecast(console, by_name.get(waves), by_name.get(forecast))


def _compare(
    console: Console, everybody: Tally | None, waves: Tally | None, seeds: Tally | None
) -> None:
    if waves is None:
        return
    name = waves.strategy.name
    if everybody is not None:
        other = everybody.strategy.name
        played = _part(waves.played, everybody.played)
        console.print(f"{name}: {played} of the evenings that {other!r} plays (reach 95 %)")
        asks = _part(waves.asks, everybody.asks)
        console.print(f"{name}: {asks} of the asks of {other!r} (reach: at most 45 %)")
    if seeds is not None:
        played = _part(waves.played, seeds.played)
        console.print(f"{name}: {played} of the evenings that the seeds' play (reach 150 %)")


def _compare_forecast(console: Console, waves: Tally | None, forecast: Tally | None) -> None:
    if waves is None or forecast is None:
        return
    name, other = forecast.strategy.name, waves.strategy.name
    played = _part(forecast.played, waves.played)
    console.print(f"{name}: {played} of the evenings that {other!r} plays (reach 100 %)")
    for what, mine, theirs in (
        ("asks", forecast.asks, waves.asks),
        ("messages", forecast.messages, waves.messages),
    ):
        part = _part(mine * waves.played, theirs * forecast.played)
        console.print(f"{name}: {part} of its {what} for each played evening (reach 90 %)")


def _part(number: int, of: int) -> str:
    return f"{number / of:.0%}" if of else "-"


async def _run_all(options: argparse.Namespace, console: Console) -> list[Tally]:
    habits = Habits.read(options.habits)
    settings = load_settings(env_file=None)
    return [
        await run(strategy, habits, options.evenings, settings, console)
        for strategy in STRATEGIES
        if not options.only or strategy.name in options.only
    ]


def main() -> int:
    """0 when everything could be played, whatever came out."""
    parser = argparse.ArgumentParser(prog="python -m bench.evenings", description=__doc__)
    parser.add_argument("--evenings", type=int, default=EVENINGS, help="how many (60)")
    parser.add_argument(
        "--habits", type=Path, default=HABITS, metavar="FILE.toml", help="other people"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[each.name for each in STRATEGIES],
        help="one of the strategies; may be repeated",
    )
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    try:
        tallies = asyncio.run(_run_all(options, console))
    except (MusterError, OSError) as error:
        console.print(f"evenings: {error}", style="red")
        return 1
    except KeyboardInterrupt:
        return 130
    print_table(console, tallies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
