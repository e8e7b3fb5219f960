"""What the planning room says on Discord: the thread's name, its posts, and why there is none.

The posts' sentences are made when they are sent (`muster/notifications/messages.py`); the payloads
here hold the facts. Pure.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from muster.refusals import RefusalCode
from muster.tonight.thread.rules import SavedDraft, TeamNames
from muster.words import Language, Sentence, words

say = words("tonight")

NOT_YET: Final = "not_yet"
TOO_LATE: Final = "too_late"
"""Words for why there is no thread that are no refusals of Discord's."""

_WHY_NONE: Final[dict[str, Sentence]] = {
    NOT_YET: say("thread-not-yet"),
    TOO_LATE: say("thread-too-late"),
    RefusalCode.NO_BOT: say("thread-no-bot"),
    RefusalCode.NO_PARENT_CHANNEL: say("thread-no-channel"),
    RefusalCode.UNKNOWN_RECIPIENT: say("thread-unknown-channel"),
    RefusalCode.WRONG_CHANNEL: say("thread-wrong-channel"),
    RefusalCode.NO_ACCESS: say("thread-no-access"),
    RefusalCode.TOO_MANY_THREADS: say("thread-too-many"),
    RefusalCode.BAD_TOKEN: say("thread-bad-token"),
}
_WORD = re.compile("[a-z_]+")


def why_none(stored: str) -> Sentence:
    """A sentence for the room's creator, with what somebody can do about it.

    `stored` is a word: of the two above, or of `RefusalCode`; rooms of older versions have a
    sentence, which is said as it is.
    """
    if _WORD.fullmatch(stored) is None:
        return say("thread-as-stored", reason=stored)
    return _WHY_NONE.get(stored, say("thread-refused"))


def thread_name(day: date, reference: str, language: Language) -> str:
    """The thread's name on Discord (at most 100 characters), in the community's language; it ends
    with the room's reference, by which it is found again.
    """
    return f"{say('thread-name', day=day, year=str(day.year)).in_language(language)} · {reference}"


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
