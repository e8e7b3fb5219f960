"""A file of player profiles looked at before it is imported, imported as it was seen, and taken
back: all of it, or nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from muster.audit.rules import Act, Actor
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import ImportChanged, ImportRefused, NotUndoable, UndoOvertaken
from muster.identity import import_store, naming_store
from muster.identity.player_file import BadPlayerFile, at_line, examine_players
from muster.identity.rules import ImportedPlayer, ImportResult, PlannedImport
from muster.off_loop import off_loop
from muster.words import Sentence, words

say = words("peopleErrors")

ACT = "player.import"

_AT_ONCE = 500
_MOST_NOTED = 2_000
"""So many profiles of an import are noted with what they were before, so that it can be taken back.
"""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What importing a file would do.

    Attributes:
        refused: a sentence for each thing that is bad; with any, nothing is imported.
        fingerprint: equal as long as it would do exactly this.
    """

    planned: PlannedImport
    refused: tuple[Sentence, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and the act that was noted; None where all was there already."""

    planned: PlannedImport
    act_id: int | None


async def preview_import(connection: Connection, data: bytes) -> ImportPreview:
    """What importing this file would do. Call it inside a transaction; nothing is changed.

    A file that is none, without a header or not text, is refused like its lines.
    """
    try:
        players, refused = await off_loop(examine_players, data)
    except BadPlayerFile as error:
        return ImportPreview(PlannedImport((), (), 0), error.problems, "")
    planned = await _plan(connection, list(players.values()))
    lines = {player.guid.casefold(): line for line, player in players.items()}
    clashes = await import_store.list_name_clashes(
        connection, [after for _, after in planned.changed]
    )
    refused += [
        at_line(lines.get(guid.casefold(), 0), say("name-chosen-by-other"))
        for guid in sorted(clashes)
    ]
    return ImportPreview(planned, tuple(refused), _fingerprint(planned))


async def apply_import(
    connection: Connection, actor: Actor, data: bytes, fingerprint: str | None, now: datetime
) -> Imported:
    """Import a file, all of it or nothing. Call it inside a transaction.

    Args:
        fingerprint: of the preview that was seen; None: whatever it would do.

    Raises:
        ImportRefused: something in it is bad.
        ImportChanged: it would do something else by now.
    """
    seen = await preview_import(connection, data)
    if seen.refused:
        raise ImportRefused
    if fingerprint is not None and fingerprint != seen.fingerprint:
        raise ImportChanged
    await write_import(connection, seen.planned, now)
    return Imported(seen.planned, await note_import(connection, actor, seen.planned, now))


async def write_import(connection: Connection, planned: PlannedImport, now: datetime) -> None:
    """Do what was planned in the same transaction; whoever does notes it, too."""
    await _write(connection, [*planned.added, *(after for _, after in planned.changed)], now)


async def note_import(
    connection: Connection, actor: Actor, planned: PlannedImport, now: datetime
) -> int | None:
    """Note what an import did; None where it changed nothing."""
    if not planned.added and not planned.changed:
        return None
    return await record_act(connection, actor, ACT, now, details=_noted(planned))


async def undo_import(connection: Connection, actor: Actor, act: Act, now: datetime) -> int:
    """Let the profiles that an import changed be as they were, and those that it added be gone.

    Raises:
        NotUndoable: it was too large to be noted.
        UndoOvertaken: one of them was changed, linked or merged since.
    """
    if "profiles" not in act.details:
        raise NotUndoable(say("import-too-large-to-undo", most=f"{_MOST_NOTED}"))
    pairs = [
        (None if before is None else _player(before), _player(after))
        for before, after in act.details["profiles"]
    ]
    await naming_store.lock_all_names(connection)
    stored = await import_store.find_imported_players(
        connection, [after.guid for _, after in pairs]
    )
    if any(stored.get(after.guid) != after for _, after in pairs):
        raise UndoOvertaken
    added = [after.guid for before, after in pairs if before is None]
    if len(await import_store.list_untouched(connection, added)) < len(added):
        raise UndoOvertaken
    await _write(connection, [before for before, _ in pairs if before is not None], now)
    await import_store.delete_players(connection, added)
    details = {"added": 0, "changed": len(pairs) - len(added), "removed": len(added)}
    return await record_act(connection, actor, ACT, now, details=details, undoes=act.id)


async def _plan(connection: Connection, players: Sequence[ImportedPlayer]) -> PlannedImport:
    added: list[ImportedPlayer] = []
    changed: list[tuple[ImportedPlayer, ImportedPlayer]] = []
    unchanged = 0
    for start in range(0, len(players), _AT_ONCE):
        part = await plan_import(connection, players[start : start + _AT_ONCE])
        added += part.added
        changed += part.changed
        unchanged += part.unchanged
    return PlannedImport(tuple(added), tuple(changed), unchanged)


async def _write(connection: Connection, players: Sequence[ImportedPlayer], now: datetime) -> None:
    in_order = sorted(players, key=lambda player: player.guid)
    for start in range(0, len(in_order), _AT_ONCE):
        await import_store.upsert_imported_players(
            connection, in_order[start : start + _AT_ONCE], now
        )


def _noted(planned: PlannedImport) -> dict[str, Any]:
    details: dict[str, Any] = {"added": len(planned.added), "changed": len(planned.changed)}
    if len(planned.added) + len(planned.changed) <= _MOST_NOTED:
        details["profiles"] = list(_pairs(planned))
    return details


def _pairs(planned: PlannedImport) -> Iterable[list[Any]]:
    for after in planned.added:
        yield [None, _cells(after)]
    for before, after in planned.changed:
        yield [_cells(before), _cells(after)]


def _cells(player: ImportedPlayer) -> list[Any]:
    return [player.guid, player.name, list(player.aliases), player.rating]


def _player(cells: Sequence[Any]) -> ImportedPlayer:
    return ImportedPlayer(cells[0], cells[1], tuple(cells[2]), cells[3])


def _fingerprint(planned: PlannedImport) -> str:
    return hashlib.sha256(json.dumps(list(_pairs(planned))).encode()).hexdigest()


# --- row by row -----------------------------------------------------------------------------------


async def import_players(
    connection: Connection, players: Sequence[ImportedPlayer], now: datetime
) -> ImportResult:
    """Add or change profiles by guid, all or none.

    A guid in other letter case is the same, and keeps its stored spelling. A profile's aliases
    become those given. Links, answers and a profile's origin stay as they are, and so do a name
    that its person chose and those that they gave up: the name given is an alias then.
    """
    planned = await plan_import(connection, players)
    written = [*planned.added, *(after for _, after in planned.changed)]
    await import_store.upsert_imported_players(connection, written, now)
    return planned.result


async def plan_import(connection: Connection, players: Sequence[ImportedPlayer]) -> PlannedImport:
    """What `import_players` would do; nobody else changes these profiles, or is given any name,
    before the transaction ends.
    """
    await naming_store.lock_all_names(connection)
    known = await import_store.find_imported_players(
        connection, [player.guid for player in players]
    )
    chosen = await import_store.find_chosen_names(
        connection, [stored.guid for stored in known.values()]
    )
    added = [_normalised(player) for player in players if player.guid not in known]
    changed = [
        (stored, wanted)
        for player in players
        if (stored := known.get(player.guid)) is not None
        and (wanted := _wanted(player, stored, chosen.get(stored.guid))) != stored
    ]
    return PlannedImport(tuple(added), tuple(changed), len(players) - len(added) - len(changed))


def _wanted(
    player: ImportedPlayer, stored: ImportedPlayer, given_up: Sequence[str] | None
) -> ImportedPlayer:
    """What an import makes of a stored profile; `given_up`: None where nobody chose its name."""
    if given_up is None:
        return replace(_normalised(player), guid=stored.guid)
    names = {*player.aliases, *given_up, player.name} - {stored.name}
    return ImportedPlayer(stored.guid, stored.name, tuple(sorted(names)), player.rating)


def _normalised(player: ImportedPlayer) -> ImportedPlayer:
    aliases = tuple(sorted(set(player.aliases)))
    return ImportedPlayer(player.guid, player.name, aliases, player.rating)
