"""What the running bot says of itself and Discord in its heartbeat. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from muster.health.rules import Finding, Verdict
from muster.live_status.rules import GatewayState, LiveStatus, gateway_state, is_stale

_GATEWAY = "Discord gateway"

_STATES: dict[GatewayState, tuple[Verdict, str]] = {
    "off": (
        Verdict.WARN,
        "the running bot was started without DISCORD_BOT_TOKEN; restart it",
    ),
    "connecting": (Verdict.WARN, "the running bot is connecting; run this again in a minute"),
    "connected": (Verdict.OK, "the running bot is connected"),
    "bad_token": (
        Verdict.FAIL,
        "Discord refuses the running bot's token, but takes the one that is set here: set "
        "DISCORD_BOT_TOKEN where the bot runs, too, and restart it",
    ),
    "missing_intents": (Verdict.OFF, "the running bot is not let in; see Discord intents"),
    "unreachable": (
        Verdict.WARN,
        "the running bot does not reach the gateway; see gateway_ended in its log, and let "
        "websockets out (wss, port 443)",
    ),
}

_PLACES = {
    "gateway": "the gateway",
    "tonight": "the tonight message",
    "commands": "storing the commands",
    "interactions": "commands and buttons",
    "event": "the scheduled event",
}
_CODES = {
    "no_access": "the bot may not do that there",
    "unknown_recipient": "there is no such channel",
    "unknown_server": "there is no such server, or the bot is not on it",
    "bad_token": "Discord refuses the token",
    "message_refused": "Discord refuses what is sent",
    "quarantined": "Discord has flagged the bot; see the application in the Developer Portal",
    "too_many_events": "the server has as many events as it may have",
    "endpoint_url": "they go to an address; Developer Portal → General Information → Interactions "
    "Endpoint URL → empty it, restart the bot",
    "connection_lost": "the connection was lost",
    "connection_refused": "nothing takes connections there, or a firewall refuses them",
    "no_such_host": "its name is not known; see the machine's DNS",
    "certificate": "its certificate is not trusted; see the machine's certificates and clock",
    "timeout": "no answer came in time",
    "away_for_too_long": "the connection was away for too long",
    "too_many_sessions": "Discord lets the bot begin no more sessions for now",
}


def gateway_findings(status: LiveStatus | None, now: datetime) -> list[Finding]:
    """How the running bot stands with the gateway, and what it cannot do on Discord."""
    if status is None or is_stale(status, now):
        return [Finding.off(_GATEWAY, "no bot is running; `muster up` or `muster bot` runs it")]
    state = gateway_state(status, now)
    if state is None:
        text = "the running bot says nothing of it; restart it in this version"
        return [Finding.warn(_GATEWAY, text)]
    return [Finding(_STATES[state][0], _GATEWAY, _STATES[state][1]), *_problems(status)]


def _problems(status: LiveStatus) -> Iterator[Finding]:
    discord: dict[str, Any] = status.data["discord"]
    problems = discord.get("problems")
    if isinstance(problems, dict):
        for place, code in cast(dict[str, str], problems).items():
            words = _CODES.get(code)
            what = code if words is None else f"{words} ({code})"
            yield Finding.warn("running bot", f"{_PLACES.get(place, place)}: {what}")
