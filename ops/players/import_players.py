"""`muster players import`: all of a file's players in one transaction, or none."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import track

from muster.clock import utc_now
from muster.database import translated_errors
from muster.errors import MusterError
from muster.identity.rules import ImportedPlayer, ImportResult
from muster.identity.service import import_players
from muster.settings import Settings
from ops.console import counted, say
from ops.migrate import connect_patiently, ensure_current
from ops.postgres.databases import database_for

_AT_ONCE = 500


async def load_players(settings: Settings, players: Sequence[ImportedPlayer]) -> ImportResult:
    """Load `players` and say how many were added, updated and unchanged.

    Raises:
        DatabaseUnavailable: the database cannot be reached; nothing is loaded.
        MusterError: there are no players, or migrations are pending; nothing is loaded.
    """
    if not players:
        raise MusterError("no players in the file")
    added = updated = unchanged = 0
    async with database_for(settings, "players import") as url:
        connection = await connect_patiently(url, "muster players import")
        try:
            await ensure_current(connection)
            with translated_errors():
                async with connection.transaction():
                    for start in track(
                        range(0, len(players), _AT_ONCE),
                        description=counted(len(players), "player"),
                        console=Console(file=sys.stderr),
                        transient=True,
                        disable=not sys.stderr.isatty(),
                    ):
                        batch = players[start : start + _AT_ONCE]
                        result = await import_players(connection, batch, utc_now())
                        added += result.added
                        updated += result.updated
                        unchanged += result.unchanged
        finally:
            connection.terminate()
    read = counted(len(players), "player")
    say(f"{read}: {added} added, {updated} updated, {unchanged} unchanged")
    return ImportResult(added, updated, unchanged)
