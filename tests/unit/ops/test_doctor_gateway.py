"""What the doctor makes of the running bot's heartbeat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import discord
import pytest

from bot.discord.gateway import command_sync, connection
from bot.discord.gateway.client import INTENTS
from bot.duties import scheduled_event, tonight_message
from muster.health.gateway import gateway_findings
from muster.health.rules import Finding, Verdict
from muster.live_status.rules import GatewayState, LiveStatus

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


def heard(gateway: Any, problems: Any = None, *, ago: float = 5.0) -> list[Finding]:
    data = {"discord": {"gateway": gateway, "problems": problems or {}}}
    return gateway_findings(LiveStatus("bot", data, NOW - timedelta(seconds=ago)), NOW)


@pytest.mark.parametrize(
    ("gateway", "state", "text"),
    [
        ("connected", Verdict.OK, "is connected"),
        ("connecting", Verdict.WARN, "in a minute"),
        ("unreachable", Verdict.WARN, "gateway_ended"),
        ("off", Verdict.WARN, "without DISCORD_BOT_TOKEN; restart it"),
        (
            "bad_token",
            Verdict.FAIL,
            "set DISCORD_BOT_TOKEN where the bot runs, too, and restart it",
        ),
        ("missing_intents", Verdict.OFF, "see Discord intents"),
    ],
)
def test_each_state_of_the_gateway(gateway: str, state: Verdict, text: str) -> None:
    (finding,) = heard(gateway)
    assert (finding.subject, finding.state) == ("Discord gateway", state)
    assert text in finding.text


def test_no_state_is_forgotten() -> None:
    for state in get_args(GatewayState):
        assert len(heard(state)) == 1


def test_a_bot_that_does_not_run() -> None:
    expected = [Verdict.OFF]
    assert [each.state for each in gateway_findings(None, NOW)] == expected
    assert [each.state for each in heard("connected", ago=200)] == expected


@pytest.mark.parametrize("data", [{}, {"discord": None}, {"discord": {"gateway": "what?"}}])
def test_a_bot_of_another_version_is_restarted(data: dict[str, Any]) -> None:
    (finding,) = gateway_findings(LiveStatus("bot", data, NOW), NOW)
    assert finding.state is Verdict.WARN
    assert "restart it in this version" in finding.text


def test_every_problem_is_a_line_with_its_place_and_code_in_words() -> None:
    _, *problems = heard(
        "connected", {"tonight": "no_access", "commands": "http_500", "somewhere": "no_access"}
    )
    assert {each.state for each in problems} == {Verdict.WARN}
    assert [each.text for each in problems] == [
        "the tonight message: the bot may not do that there (no_access)",
        "storing the commands: http_500",
        "somewhere: the bot may not do that there (no_access)",
    ]


@pytest.mark.parametrize(
    "place",
    [tonight_message.PLACE, command_sync.PLACE, connection.INTERACTIONS, scheduled_event.PLACE],
)
def test_the_places_that_the_bot_tells_of_have_words(place: str) -> None:
    _, problem = heard("connected", {place: "x"})
    assert not problem.text.startswith(f"{place}:")


def test_something_else_in_discords_place_is_said_with_the_setting_to_look_at() -> None:
    _, problem = heard("unreachable", {"gateway": "something_else"})
    assert problem.text == (
        "the gateway: something else answers in Discord's place; see DISCORD_API_BASE_URL, and "
        "whether the machine's network wants a sign-in first (something_else)"
    )


def test_no_intent_has_a_switch_in_the_developer_portal() -> None:
    assert (
        not INTENTS.value
        & discord.Intents(members=True, presences=True, message_content=True).value
    )
