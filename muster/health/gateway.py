"""What the running bot says of itself and Discord in its heartbeat. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from muster.health.rules import Finding, Verdict
from muster.live_status.rules import GatewayState, LiveStatus, gateway_state, is_stale
from muster.words import Sentence, words

say = words("findings")

_GATEWAY = "Discord gateway"

_STATES: dict[GatewayState, tuple[Verdict, Sentence]] = {
    "off": (Verdict.WARN, say("gateway-off")),
    "connecting": (Verdict.WARN, say("gateway-connecting")),
    "connected": (Verdict.OK, say("gateway-connected")),
    "bad_token": (Verdict.FAIL, say("gateway-bad-token")),
    "missing_intents": (Verdict.OFF, say("gateway-missing-intents")),
    "unreachable": (Verdict.WARN, say("gateway-unreachable")),
}

_PLACES: dict[str, Sentence] = {
    "gateway": say("place-gateway"),
    "tonight": say("place-tonight"),
    "commands": say("place-commands"),
    "interactions": say("place-interactions"),
    "event": say("place-event"),
}
_CODES: dict[str, Sentence] = {
    "no_access": say("discord-no-access"),
    "unknown_recipient": say("discord-no-channel"),
    "unknown_server": say("discord-no-server"),
    "bad_token": say("discord-bad-token"),
    "message_refused": say("discord-message-refused"),
    "quarantined": say("discord-quarantined"),
    "too_many_events": say("discord-too-many-events"),
    "endpoint_url": say("discord-endpoint-url"),
    "connection_lost": say("discord-connection-lost"),
    "connection_refused": say("discord-connection-refused"),
    "no_such_host": say("discord-no-such-host"),
    "certificate": say("discord-certificate"),
    "timeout": say("discord-timeout"),
    "something_else": say("discord-something-else"),
    "away_for_too_long": say("discord-away"),
    "too_many_sessions": say("discord-too-many-sessions"),
}


def gateway_findings(status: LiveStatus | None, now: datetime) -> list[Finding]:
    """How the running bot stands with the gateway, and what it cannot do on Discord."""
    if status is None or is_stale(status, now):
        return [Finding.off(_GATEWAY, say("no-bot"))]
    state = gateway_state(status, now)
    if state is None:
        return [Finding.warn(_GATEWAY, say("gateway-silent"))]
    return [Finding(_STATES[state][0], _GATEWAY, _STATES[state][1]), *_problems(status)]


def _problems(status: LiveStatus) -> Iterator[Finding]:
    discord: dict[str, Any] = status.data["discord"]
    problems = discord.get("problems")
    if isinstance(problems, dict):
        for place, code in cast(dict[str, str], problems).items():
            known = _CODES.get(code)
            what = code if known is None else say("with-code", words=known, code=code)
            where = _PLACES.get(place, place)
            yield Finding.warn("running bot", say("discord-problem", place=where, what=what))
