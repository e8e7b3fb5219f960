"""What the planning room says on Discord: the thread's name, its posts, and why there is none.

The posts' sentences are made when they are sent (`muster/notifications/messages.py`); the payloads
here hold the facts. Pure.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from muster.refusals import RefusalCode
from muster.tonight.thread.rules import SavedDraft, TeamNames

NOT_YET: Final = "Discord has not opened the thread yet; we keep trying."
TOO_LATE: Final = "Discord did not open the thread before the day was over."

_WHY_NONE: Final[dict[str, str]] = {
    RefusalCode.NO_BOT: "Discord is not set up here: the operator has to set DISCORD_BOT_TOKEN.",
    RefusalCode.NO_PARENT_CHANNEL: (
        "No channel is set for the thread: the operator has to set"
        " AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID."
    ),
    RefusalCode.UNKNOWN_RECIPIENT: (
        "Discord knows no channel with the id in AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID;"
        " the operator has to correct it."
    ),
    RefusalCode.WRONG_CHANNEL: (
        "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID is no ordinary text channel, and private"
        " threads exist only there."
    ),
    RefusalCode.NO_ACCESS: (
        "The bot may not open private threads in the channel: give it View Channel, Create Private"
        " Threads and Send Messages in Threads there."
    ),
    RefusalCode.TOO_MANY_THREADS: (
        "The Discord server has as many open threads as it may have; close some."
    ),
    RefusalCode.BAD_TOKEN: (
        "Discord does not accept the bot's token; the operator has to set another."
    ),
}


def why_none(code: str) -> str:
    """A sentence for the room's creator, with what somebody can do about it."""
    return _WHY_NONE.get(code, "Discord did not open the thread; the bot's log says more.")


def thread_name(day: date, reference: str) -> str:
    """The thread's name on Discord (at most 100 characters); it ends with the room's reference."""
    return f"Planning {day.day} {day:%b %Y} · {reference}"


def room_payload(day: date) -> dict[str, Any]:
    """The facts of "the room is open"."""
    return {"kind": "planning_room", "date": day.isoformat()}


def teams_payload(draft: SavedDraft) -> dict[str, Any]:
    """The facts of a saved draft, the names as they are."""
    return {
        "kind": "planning_teams",
        "date": draft.session_date.isoformat(),
        "version": draft.version,
        "A": _side(draft.side_a),
        "B": _side(draft.side_b),
    }


def _side(team: TeamNames) -> dict[str, Any]:
    return {"captain": team.captain, "players": list(team.players)}
