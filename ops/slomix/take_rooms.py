"""Puts slomix's planning rooms into Muster, each whole or not at all."""

from __future__ import annotations

import re
from typing import Any

from muster.names import name_key, shown
from ops.slomix import past_store as store
from ops.slomix.source import Row
from ops.slomix.taking import Taking

ROOMS, NAMES, VOTES = "planning_sessions", "planning_team_names", "planning_votes"
TEAMS, MEMBERS = "planning_teams", "planning_team_members"

_SNOWFLAKE = re.compile(r"[1-9][0-9]{0,18}")
_LAST_ID = 2**63 - 1
_OF_NOBODY = "of nobody who has a Discord account"
_ROOM_LEFT = "of a room that was left out"


async def take_rooms(taking: Taking) -> None:
    """Rooms by day. Where Muster has one on that day, that holds."""
    report = taking.report
    here = await store.list_room_days(taking.connection)
    parts = {table: _by_room(taking.rows(table)) for table in (NAMES, VOTES, TEAMS, MEMBERS)}
    for row in taking.rows(ROOMS):
        of_it = {table: rooms.pop(row["id"], []) for table, rooms in parts.items()}
        creator = taking.user(row["created_by_user_id"])
        if row["session_date"] in here:
            report.found(ROOMS)
            for table, rows in of_it.items():
                report.found(table, len(rows))
        elif creator is None:
            report.leave(ROOMS, _OF_NOBODY, row["id"])
            for table, rows in of_it.items():
                for part in rows:
                    report.leave(table, _ROOM_LEFT, part["id"])
        else:
            await _take_room(taking, row, creator, of_it)
            report.took(ROOMS)
            report.wrote(ROOMS, 1)
    for table, rooms in parts.items():
        for rows in rooms.values():
            for part in rows:
                report.leave(table, "of a room that is gone", part["id"])


def _by_room(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["session_id"], []).append(row)
    return found


async def _take_room(taking: Taking, row: Row, creator: int, parts: dict[str, list[Row]]) -> None:
    opened = taking.instants.first(ROOMS, row["id"], row["created_at"], row["updated_at"])
    changed = max(opened, taking.instants.first(ROOMS, row["id"], row["updated_at"]))
    room_id = await store.insert_room(
        taking.connection,
        (
            row["session_date"],
            creator,
            _thread(taking, row),
            bool(parts[MEMBERS]),
            opened,
            changed,
        ),
    )
    await _take_names(taking, room_id, creator, parts[NAMES], parts[VOTES])
    await _take_teams(taking, room_id, parts[TEAMS], parts[MEMBERS])


def _thread(taking: Taking, row: Row) -> int | None:
    text = (row["discord_thread_id"] or "").strip()
    if not text:
        return None
    if _SNOWFLAKE.fullmatch(text) and int(text) <= _LAST_ID:
        return int(text)
    taking.report.change(ROOMS, "a thread whose id is no number: none", row["id"])
    return None


async def _take_names(
    taking: Taking, room_id: int, creator: int, names: list[Row], votes: list[Row]
) -> None:
    report, instants, connection = taking.report, taking.instants, taking.connection
    here: dict[str, int] = {}
    ids: dict[int, int] = {}
    for row in names:
        name = shown(row["name"] or "")
        if not 2 <= len(name) <= 48:
            report.leave(NAMES, "not of 2 to 48 characters", row["id"])
            continue
        if (known := here.get(name_key(name))) is not None:
            report.leave(NAMES, "the same name as another one; its votes count for that", row["id"])
            ids[row["id"]] = known
            continue
        at = instants.first(NAMES, row["id"], row["created_at"])
        suggested_by = taking.user(row["suggested_by_user_id"]) or creator
        name_id = await store.insert_team_name(connection, (room_id, name, suggested_by, at))
        ids[row["id"]] = here[name_key(name)] = name_id
        report.took(NAMES)
        report.wrote(NAMES, 1)
    rows: list[tuple[Any, ...]] = []
    for row in votes:
        user_id, suggestion = taking.user(row["user_id"]), ids.get(row["suggestion_id"])
        if user_id is None or suggestion is None:
            report.leave(VOTES, "of nobody, or for a name that was left out", row["id"])
            continue
        last = instants.first(VOTES, row["id"], row["updated_at"], row["created_at"])
        first = instants.first(VOTES, row["id"], row["created_at"], row["updated_at"])
        if any(vote[1] == user_id for vote in rows):
            report.leave(VOTES, "of somebody who has another one", row["id"])
            continue
        rows.append((room_id, user_id, suggestion, min(first, last), last))
        report.took(VOTES)
    await store.insert_votes(connection, rows)
    report.wrote(VOTES, len(rows))


async def _take_teams(taking: Taking, room_id: int, teams: list[Row], members: list[Row]) -> None:
    report, instants, connection = taking.report, taking.instants, taking.connection
    sides = {row["id"]: row["side"] for row in teams}
    rows: list[tuple[int, int, str, int]] = []
    placed: dict[str, set[int]] = {}
    for row in members:
        user_id, side = taking.user(row["user_id"]), sides.get(row["team_id"])
        if user_id is None or side is None:
            report.leave(MEMBERS, "of nobody, or of no team", row["id"])
            continue
        if any(member[1] == user_id for member in rows):
            report.leave(MEMBERS, "of somebody who has another place", row["id"])
            continue
        team = placed.setdefault(side, set())
        rows.append((room_id, user_id, side, len(team)))
        team.add(user_id)
        report.took(MEMBERS)
    for row in teams:
        captain = taking.user(row["captain_user_id"]) if row["captain_user_id"] else None
        if row["captain_user_id"] and captain not in placed.get(row["side"], set()):
            report.change(TEAMS, "a captain who is not in the team: none", row["id"])
            captain = None
        last = instants.first(TEAMS, row["id"], row["updated_at"], row["created_at"])
        first = instants.first(TEAMS, row["id"], row["created_at"], row["updated_at"])
        await store.insert_team(connection, (room_id, row["side"], captain, min(first, last), last))
        report.took(TEAMS)
        report.wrote(TEAMS, 1)
    await store.insert_members(connection, rows)
    report.wrote(MEMBERS, len(rows))
