"""Who is in voice and on the server, from rows that other programs wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.live_status.rules import (
    LONGEST_NAME,
    MOST_PEOPLE,
    STALE_AFTER,
    GatewayState,
    LiveStatus,
    StatusType,
    VoiceMember,
    accounts_in_voice,
    discord_problems,
    gateway_state,
    members_in_voice,
    names_on_server,
    server,
    voice,
)

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def row(status_type: StatusType, data: dict[str, Any], age: timedelta = timedelta()) -> LiveStatus:
    return LiveStatus(status_type, data, NOW - age)


def in_voice(*members: object, linked: dict[int, str] | None = None) -> tuple[str, ...]:
    found = voice(row("voice_channel", {"members": list(members)}), linked or {}, NOW)
    assert found is not None
    assert found.count == len(found.names)
    return found.names


def on_server(*players: object) -> tuple[str, ...]:
    found = server(row("game_server", {"players": list(players)}), NOW)
    assert found is not None
    return found.names


# --- known or not ---------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [{}, {"members": None}, {"members": {"id": "7"}}, {"players": []}])
def test_without_a_list_nothing_is_known_of_voice(data: dict[str, Any]) -> None:
    assert voice(row("voice_channel", data), {}, NOW) is None


def test_no_row_is_unknown_and_an_empty_list_is_nobody() -> None:
    assert voice(None, {}, NOW) is None
    assert server(None, NOW) is None
    assert in_voice() == ()
    assert on_server() == ()


def test_after_three_minutes_nothing_is_known() -> None:
    data = {"members": [{"id": "7", "name": "ana"}], "players": [{"name": "Ana"}]}
    just = row("voice_channel", data, STALE_AFTER)
    late = row("voice_channel", data, STALE_AFTER + timedelta(microseconds=1))
    for read in (lambda status: voice(status, {}, NOW), lambda status: server(status, NOW)):
        known = read(just)
        assert known is not None
        assert (known.count, known.known_until) == (1, NOW)
        assert read(late) is None


# --- names ----------------------------------------------------------------------------------------


def test_who_is_linked_is_called_as_their_player_and_others_as_on_discord() -> None:
    members = ({"id": "8", "name": "zed"}, {"id": "7", "name": "ana_on_discord"})
    assert in_voice(*members, linked={7: "Ana", 9: "Nobody here"}) == ("Ana", "zed")


def test_names_are_in_order_whatever_the_row_s_is() -> None:
    players = [{"name": name} for name in ("zed", "Ana", "Zed", "bo")]
    assert on_server(*players) == on_server(*reversed(players)) == ("Ana", "bo", "Zed", "zed")


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("^1Sha^7de", "Shade"),
        ("Sha\u200bde\u202e", "Shade"),
        ("  a \n b ", "a b"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 63 + "…"),
        ("^1x" * 10_000, None),
    ],
)
def test_names_are_shown_without_what_is_not_to_be_seen(given_name: str, shown: str | None) -> None:
    for name in (*in_voice({"id": "7", "name": given_name}), *on_server({"name": given_name})):
        assert len(name) <= LONGEST_NAME
        assert shown is None or name == shown


@pytest.mark.parametrize("name", ["", "^1^2", "\u3164", " ", None, 7, ["ana"]])
def test_somebody_without_a_name_that_can_be_seen_has_words_in_its_place(name: object) -> None:
    assert in_voice({"id": "123456789", "name": name}) == ("Discord user 6789",)


def test_a_player_s_name_of_colour_codes_alone_is_no_name() -> None:
    assert on_server({"name": "^1^2"}, {"name": ""}) == ("Unnamed player", "Unnamed player")


# --- what other programs may have written ---------------------------------------------------------


def test_one_person_counts_once_in_voice_and_two_of_one_name_twice_on_the_server() -> None:
    assert in_voice({"id": "7", "name": "ana"}, {"id": 7, "name": "ana"}) == ("ana",)
    assert in_voice({"name": "ana"}, {"name": "ana"}) == ("ana", "ana")
    assert on_server({"name": "Ana"}, {"name": "Ana"}) == ("Ana", "Ana")


@pytest.mark.parametrize("junk", [None, 7, True, "ana", [], {}, {"id": None}, {"id": {}}, [{}]])
def test_what_is_nobody_is_left_out(junk: object) -> None:
    assert in_voice(junk, {"id": "7", "name": "ana"}) == ("ana",)
    assert on_server(junk, {"name": "Ana"}) == ("Ana",)


@pytest.mark.parametrize("account", [0, -7, True, 7.0, "", "seven", "²", "-7", "9" * 20, 2**63])
def test_an_id_that_is_none_leaves_the_name(account: object) -> None:
    status = row("voice_channel", {"members": [{"id": account, "name": "ana"}]})
    assert members_in_voice(status, NOW) == (VoiceMember(None, "ana"),)


def test_endless_lists_are_cut_where_they_are_shown_and_nowhere_else() -> None:
    members = [{"id": number} for number in range(1, 10_000)]
    assert len(in_voice(*members)) == MOST_PEOPLE
    accounts = accounts_in_voice(row("voice_channel", {"members": members}), NOW)
    assert accounts == frozenset(range(1, 10_000))
    players = [{"name": "Ana"}] * 10_000
    assert len(on_server(*players)) == MOST_PEOPLE
    names = names_on_server(row("game_server", {"players": players}), NOW)
    assert names is not None
    assert len(list(names)) == 10_000


_MEMBER = (
    st.fixed_dictionaries(
        {}, optional={"id": ANYTHING | st.integers(0, 9) | st.integers(0, 9).map(str)}
    )
    | ANYTHING
)


@given(
    st.fixed_dictionaries({"members": st.lists(_MEMBER)})
    | st.dictionaries(st.sampled_from(["members", "players"]), ANYTHING),
    st.sampled_from([timedelta(), STALE_AFTER, STALE_AFTER * 2]),
)
def test_whoever_is_shown_with_an_account_is_who_is_in_voice(
    data: dict[str, Any], age: timedelta
) -> None:
    status = row("voice_channel", data, age)
    members, accounts = members_in_voice(status, NOW), accounts_in_voice(status, NOW)
    shown = voice(status, {}, NOW)
    assert (members is None) == (accounts is None) == (shown is None)
    if members is not None and shown is not None:
        ids = [each.discord_user_id for each in members if each.discord_user_id is not None]
        assert sorted(ids) == sorted(accounts or ())
        assert shown.count == len(members)


@given(st.dictionaries(st.sampled_from(["members", "players", "discord", "x"]), ANYTHING))
def test_no_row_is_too_odd_to_be_read(data: dict[str, Any]) -> None:
    for found in (
        voice(row("voice_channel", data), {1: "Ana"}, NOW),
        server(row("game_server", data), NOW),
    ):
        assert found is None or all(name.strip() == name != "" for name in found.names)
    assert gateway_state(row("bot", data), NOW) is None


@given(
    st.lists(
        st.fixed_dictionaries(
            {}, optional={"id": ANYTHING | st.integers().map(str), "name": ANYTHING}
        )
        | ANYTHING
    )
)
def test_everybody_who_is_counted_has_a_name(entries: list[Any]) -> None:
    for names in (in_voice(*entries, linked={1: "Ana"}), on_server(*entries)):
        assert all(0 < len(name) <= LONGEST_NAME for name in names)
        assert len(names) <= len(entries)


# --- the bot's heartbeat --------------------------------------------------------------------------


@pytest.mark.parametrize("state", get_args(GatewayState))
def test_the_gateway_s_state_is_what_the_heartbeat_says_while_it_is_fresh(state: str) -> None:
    data = {"discord": {"gateway": state, "problems": {}}}
    assert gateway_state(row("bot", data, STALE_AFTER), NOW) == state
    assert gateway_state(row("bot", data, STALE_AFTER * 2), NOW) is None
    assert gateway_state(None, NOW) is None


def test_problems_are_words_by_word_while_the_heartbeat_is_fresh() -> None:
    problems = {"tonight_message": "missing_permissions", "Voice: 'x'\n": 50013, "": None}
    bot = row("bot", {"discord": {"gateway": "connected", "problems": problems}})
    assert discord_problems(bot, NOW) == {
        "tonight_message": "missing_permissions",
        "voice___x__": "50013",
        "unknown": "unknown",
    }
    assert discord_problems(bot, NOW + STALE_AFTER * 2) == {}
    assert discord_problems(None, NOW) == {}


def test_there_are_twenty_problems_at_the_most() -> None:
    problems = {f"part_{number}": "x" * 1000 for number in range(1000)}
    found = discord_problems(row("bot", {"discord": {"problems": problems}}), NOW)
    assert len(found) == 20
    assert all(len(code) == 64 for code in found.values())


@given(ANYTHING)
def test_no_problem_is_too_odd_to_become_a_label(problems: object) -> None:
    found = discord_problems(row("bot", {"discord": {"problems": problems}}), NOW)
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert len(found) <= 20
    assert all(text and set(text) <= allowed for pair in found.items() for text in pair)
    assert discord_problems(row("bot", {"discord": problems}), NOW) is not None
