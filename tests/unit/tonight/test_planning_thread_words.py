"""What is said in the planning room's thread, and what its name is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.notifications.messages import plain, text_of, title_of
from muster.notifications.sending_rules import Send, before_sending
from muster.tonight.thread import messages
from muster.tonight.thread.rules import (
    SavedDraft,
    TeamNames,
    reference_of,
    room_key,
    teams_key,
    thread_key,
)
from muster.words import LANGUAGES
from tests.unit.notifications.test_notification_messages import ROW

COMMUNITY = ZoneInfo("Europe/Ljubljana")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
PING = {"kind": "planning_ping", "date": "2026-11-20"}


def said(payload: dict[str, Any]) -> str:
    """The message of an announcement to a thread, without its link."""
    row = replace(
        ROW,
        user_id=None,
        discord_channel_id=77,
        channel_type="discord",
        kind=payload["kind"],
        payload=payload,
        useful_until=NOW + timedelta(hours=4),
    )
    assert before_sending(row, NOW, COMMUNITY) == Send()
    text = text_of(
        row,
        origin="https://muster.example.org",
        start=NOW,
        zone=COMMUNITY,
        community=COMMUNITY,
        language="en",
        now=NOW,
    )
    body, _, link = text.rpartition("\n")
    assert link == "https://muster.example.org/#/planning?n=m7-abc"
    assert len(text) < 2_000
    return body


def teams(side_a: TeamNames, side_b: TeamNames) -> str:
    draft = SavedDraft(77, DAY, 1, NOW, side_a, side_b)
    return said(messages.teams_payload(draft))


def test_the_room_and_the_ping() -> None:
    assert said(messages.room_payload(DAY)) == (
        "The planning room is open: vote for a team name and make the teams."
    )
    assert said({**PING, "need_count": 1}).startswith("One more player is needed")
    assert said({**PING, "need_count": 3}).startswith("3 more players are needed")


def test_teams_name_the_captain_first() -> None:
    a, b = TeamNames("Ana", ["Bor"]), TeamNames(None, ["Cene", "Dora"])
    assert teams(a, b) == "The teams:\n**A:** Ana (captain), Bor\n**B:** Cene, Dora"
    assert teams(a, TeamNames()) == "The teams:\n**A:** Ana (captain), Bor\n**B:** nobody yet"
    assert teams(TeamNames(), TeamNames()).startswith("The teams were cleared")


def test_a_large_draft_is_not_cut_in_the_middle() -> None:
    names = [f"*player*{number:03}*{'_' * 50}" for number in range(120)]
    first, side_a, side_b = teams(TeamNames(None, names), TeamNames("x", names)).split("\n")
    assert first == "The teams:"
    for line, number in ((side_a, 120), (side_b, 121)):
        shown, _, rest = line.rpartition(" and ")
        assert rest == f"{number - len(shown.split(', '))} more"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("Črt 2", "Črt 2"),
        ("*a*_b_~c~`d`|e|", r"\*a\*\_b\_\~c\~\`d\`\|e\|"),
        ("@everyone", r"\@everyone"),
        ("<@123> <#4>", r"\<\@123\> \<\#4\>"),
        ("[a](https://x.y)", r"\[a\]\(https\:\/\/x\.y\)"),
        ("\\", "\\\\"),
        ("> - # x", r"\> \- \# x"),
        ("x" * 60, "x" * 39 + "…"),
    ],
)
def test_a_name_is_shown_letter_by_letter(name: str, shown: str) -> None:
    assert plain(name) == shown


def test_the_thread_s_name_ends_with_the_room_s_own_reference() -> None:
    reference = reference_of(26, NOW)
    assert reference == f"r1a-{int(NOW.timestamp()):x}"
    assert reference_of(26, NOW + timedelta(seconds=1)) != reference
    assert messages.thread_name(DAY, reference, "en") == f"Planning Fri 20 Nov 2026 · {reference}"
    assert all(
        len(messages.thread_name(DAY, reference_of(2**63 - 1, NOW), language)) <= 100
        for language in LANGUAGES
    )


def test_the_events_have_titles() -> None:
    assert str(title_of(thread_key(DAY))) == "Planning thread"
    assert str(title_of(room_key(DAY))) == "Planning room"
    assert str(title_of(teams_key(DAY, 3))) == "Teams"
    assert str(title_of("PLANNING:PING:2026-11-20:7")) == "Players needed"


def test_every_reason_says_what_to_do_and_an_unknown_one_where_to_look() -> None:
    assert "TOKEN" in str(messages.why_none("no_bot"))
    assert str(messages.why_none("service_error")).endswith("the bot's log says more.")
