"""The doctor's question to the game server."""

from __future__ import annotations

from bot.getstatus import ANSWER_SECONDS, GameServerError, Reason, ask_players
from muster.health.rules import Finding, Verdict
from muster.settings import Settings

_SUBJECT = "game server"

# A server may be switched off in the morning, so that is no failure.
_TROUBLE: dict[Reason, tuple[Verdict, str]] = {
    "unknown_host": (Verdict.FAIL, "there is no such host; see GAME_SERVER_ADDRESS"),
    "unreachable": (Verdict.WARN, "the network does not lead there; see routes and firewalls"),
    "refused": (Verdict.WARN, "nothing listens at that port; is the server up?"),
    "no_answer": (
        Verdict.WARN,
        f"no answer within {ANSWER_SECONDS:g} s; is the server up, is UDP let through, and do "
        "names resolve?",
    ),
    "not_a_status": (
        Verdict.FAIL,
        "what answers there is no server of the Quake 3 family; see the port of "
        "GAME_SERVER_ADDRESS",
    ),
}


async def game_server(settings: Settings) -> Finding:
    """Whether the game server says who is on it."""
    address = settings.game_server_address
    if address is None:
        return Finding.off(_SUBJECT, "GAME_SERVER_ADDRESS is not set")
    if settings.muster_sandbox:
        return Finding.off(_SUBJECT, f"the sandbox does not ask {address}")
    try:
        names = await ask_players(address)
    except GameServerError as error:
        state, text = _TROUBLE[error.reason]
        return Finding(state, _SUBJECT, f"{address}: {text}")
    number = len(names)
    return Finding.ok(_SUBJECT, f"{number} player{'' if number == 1 else 's'} on {address}")
