"""`muster players import`: all of a file's players in one transaction, or none."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rich.console import Console
from rich.progress import track

from muster.audit.rules import OPERATOR
from muster.clock import utc_now
from muster.counting import counted
from muster.database import Connection
from muster.errors import OperatorError
from muster.identity.importing import note_import, plan_import, write_import
from muster.identity.rules import ImportedPlayer, ImportResult, PlannedImport
from muster.settings import Settings
from ops.console import say
from ops.migrate import connected

_AT_ONCE = 500


async def load_players(settings: Settings, players: Sequence[ImportedPlayer]) -> ImportResult:
    """Load `players` and say how many were added, updated and unchanged.

    Raises:
        DatabaseUnavailable: the database cannot be reached; nothing is loaded.
        MusterError: there are no players, or migrations are pending; nothing is loaded.
    """
    async with _connection(settings, players) as connection, connection.transaction():
        planned = await _go_through(connection, players, write=True)
        await note_import(connection, OPERATOR, planned, utc_now())
    result = planned.result
    read = counted(len(players), "player")
    say(f"{read}: {_numbers(result)}")
    return result


async def show_import(settings: Settings, players: Sequence[ImportedPlayer]) -> ImportResult:
    """Say what loading `players` would change, and change nothing.

    Raises:
        DatabaseUnavailable, MusterError: as for `load_players`.
    """
    async with _connection(settings, players) as connection, connection.transaction():
        planned = await _go_through(connection, players, write=False)
    for each in planned.added:
        say(f"add {_shown(each)}")
    for before, after in planned.changed:
        say(f"change {_shown(before)} to {_shown(after)}")
    read = counted(len(players), "player")
    say(f"{read}: {_numbers(planned.result)}; nothing was loaded (--dry-run)")
    return planned.result


async def _go_through(
    connection: Connection, players: Sequence[ImportedPlayer], *, write: bool
) -> PlannedImport:
    added: list[ImportedPlayer] = []
    changed: list[tuple[ImportedPlayer, ImportedPlayer]] = []
    unchanged = 0
    for start in track(
        range(0, len(players), _AT_ONCE),
        description=counted(len(players), "player"),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
    ):
        part = await plan_import(connection, players[start : start + _AT_ONCE])
        if write:
            await write_import(connection, part, utc_now())
        added += part.added
        changed += part.changed
        unchanged += part.unchanged
    return PlannedImport(tuple(added), tuple(changed), unchanged)


def _numbers(result: ImportResult) -> str:
    return f"{result.added} added, {result.updated} updated, {result.unchanged} unchanged"


def _shown(player: ImportedPlayer) -> str:
    parts = [f"{player.guid}: {player.name}"]
    if player.rating is not None:
        parts.append(f"rating {player.rating:g}")
    if player.aliases:
        parts.append(f"also {', '.join(player.aliases)}")
    return "; ".join(parts)


@asynccontextmanager
async def _connection(
    settings: Settings, players: Sequence[ImportedPlayer]
) -> AsyncIterator[Connection]:
    if not players:
        raise OperatorError("no players in the file")
    async with connected(settings, "players import") as connection:
        yield connection
