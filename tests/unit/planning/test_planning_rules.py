"""What a planning room decides without a database: its pool, its names, and which drafts fit."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muster.availability.rules import Answer, Day, Status
from muster.errors import InvalidInput, NotInPool
from muster.planning.rules import (
    NAME_MAX,
    NAME_MIN,
    Draft,
    Participant,
    Room,
    Team,
    TeamMember,
    as_seen_by,
    check_draft,
    check_in_pool,
    clean_name,
    committed,
    need_count,
    planning_of,
    players_to_draft,
    pool_of,
)
from tests.support.scenes.evenings import evening

TODAY = date(2026, 11, 20)


def day(*statuses: Status) -> Day:
    """A day on which user 1, 2, 3… answered in this order."""
    answers = (
        Answer(number, f"Player {number}", status) for number, status in enumerate(statuses, 1)
    )
    return Day(TODAY, tuple(answers))


def room(session_date: date = TODAY) -> Room:
    """The room that user 1 opened, whose thread could not be made."""
    opened = datetime(2026, 11, 20, 17, tzinfo=UTC)
    return Room(
        id=1,
        session_date=session_date,
        created_by_user_id=1,
        created_by_name="Player 1",
        thread_state="failed",
        thread_error="Not allowed.",
        discord_thread_id=None,
        draft_version=0,
        last_ping_at=None,
        created_at=opened,
        updated_at=opened,
        suggestions=(),
        my_vote_suggestion_id=None,
        teams={"A": Team("A"), "B": Team("B")},
    )


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_id", "elevated", "in_charge"),
    [(1, False, True), (2, False, False), (2, True, True), (None, False, False)],
)
def test_a_room_is_in_the_hands_of_who_opened_it_and_of_promoters(
    user_id: int | None, elevated: bool, in_charge: bool
) -> None:
    seen = as_seen_by(room(), user_id, TODAY, elevated=elevated)
    assert seen.can_edit_teams is in_charge
    assert seen.thread_error == ("Not allowed." if in_charge else None)


def test_past_rooms_are_read_only_and_still_say_why_they_had_no_thread() -> None:
    seen = as_seen_by(room(TODAY - timedelta(days=1)), 1, TODAY, elevated=False)
    assert (seen.can_edit_teams, seen.thread_error) == (False, "Not allowed.")


def test_who_is_no_player_learns_how_many_there_are_and_not_who() -> None:
    seen = planning_of(day("LOOKING", "MAYBE"), room(), evening(TODAY, 6), linked=False)
    assert (seen.participant_count, seen.participants, seen.room) == (2, (), None)
    assert seen.unlocked, "the room is open, whether it is shown or not"
    linked = planning_of(day("LOOKING", "MAYBE"), room(), evening(TODAY, 6), linked=True)
    assert ([each.user_id for each in linked.participants], linked.room) == ([1, 2], room())


@pytest.mark.parametrize(("threshold", "unlocked"), [(1, True), (2, False)])
def test_without_a_room_planning_unlocks_with_the_session(threshold: int, unlocked: bool) -> None:
    assert (
        planning_of(day("LOOKING", "MAYBE"), None, evening(TODAY, threshold), linked=True).unlocked
        is unlocked
    )


# --- the pool -------------------------------------------------------------------------------------


def test_the_pool_is_everybody_who_may_play_the_surest_first() -> None:
    pool = pool_of(day("MAYBE", "LOOKING", "NOT_PLAYING", "AVAILABLE", "LOOKING"))
    assert pool == [
        Participant(2, "Player 2", "LOOKING"),
        Participant(5, "Player 5", "LOOKING"),
        Participant(4, "Player 4", "AVAILABLE"),
        Participant(1, "Player 1", "MAYBE"),
    ]
    assert [each.user_id for each in committed(pool)] == [2, 5, 4]


@pytest.mark.parametrize(
    ("statuses", "players"),
    [
        (("MAYBE", "LOOKING", "AVAILABLE"), [2, 3]),
        (("MAYBE", "LOOKING", "MAYBE"), [2, 1, 3]),
        (("MAYBE", "MAYBE"), [1, 2]),
        (("NOT_PLAYING",), []),
    ],
)
def test_teams_are_made_of_who_is_committed_unless_those_are_too_few(
    statuses: tuple[Status, ...], players: list[int]
) -> None:
    assert players_to_draft(pool_of(day(*statuses))) == players


@pytest.mark.parametrize(
    ("committed_count", "threshold", "needed"), [(0, 6, 12), (9, 6, 3), (12, 6, 0), (15, 6, 0)]
)
def test_two_sides_of_the_threshold_are_needed(
    committed_count: int, threshold: int, needed: int
) -> None:
    assert need_count(committed_count, threshold) == needed


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "stored"),
    [
        ("Reds", "Reds"),
        ("  The \t\n  Reds  ", "The Reds"),
        ("^1Reds ^", "^1Reds ^"),
        ("\u202eReds\u202c", "Reds"),
        ("Re\u200bds\u2066!\u2069", "Reds!"),
        ("R\x00e\x07d\x1bs", "Reds"),
        ("a \u200b b", "a b"),
        ("<b>Reds</b>", "<b>Reds</b>"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("Š ", None),
        ("\u3164\u2800\u200b\u202e", None),
        ("x" * 48, "x" * 48),
        ("x" * 49, None),
        ("  x" + "\u200b" * 60 + "y  ", "xy"),
        ("\U0001f525" * 48, "\U0001f525" * 48),
        ("", None),
    ],
)
def test_a_name_is_stored_as_it_can_be_seen(given_name: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(InvalidInput, match="name must have 2 to 48 characters"):
            clean_name(given_name)
    else:
        assert clean_name(given_name) == stored


JOINING = re.compile(
    "(?<=[^\x00-\u05ff])[\u200c\u200d](?=[^\x00-\u05ff])"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e007a]{3,7}\U000e007f"
)
"""What may stay between what is seen: a joiner in an emoji or a word, the tags of a flag."""


@given(
    st.text(
        st.one_of(
            st.characters(),
            st.sampled_from(
                "a\u0301\u0644\u2764\ufe0f\u200c\u200d\U0001f468\U0001f3f4\U000e0067\U000e007f"
            ),
        ),
        max_size=80,
    )
)
@example("0\u00a1\U000e0020")
@example("0\u00a1\u200d\u00a1")
@example(
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f\U000e0067\U0001f468\u200d\u200d\U0001f469"
)
def test_a_stored_name_holds_nothing_that_cannot_be_seen(name: str) -> None:
    try:
        cleaned = clean_name(name)
    except InvalidInput:
        return
    assert NAME_MIN <= len(cleaned) <= NAME_MAX
    assert clean_name(cleaned) == cleaned
    bare = JOINING.sub("", cleaned)
    assert not {unicodedata.category(each) for each in bare} & {"Cc", "Cf", "Co", "Cs", "Zl"}
    assert "  " not in cleaned


# --- drafts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        Draft([1, 2], [3, 4], 2, 3),
        Draft([1, 2], [3]),
        Draft([], []),
        Draft([1], [], captain_a=1),
    ],
)
def test_drafts_that_fit(draft: Draft) -> None:
    check_draft(draft)


@pytest.mark.parametrize(
    ("draft", "complaint"),
    [
        (Draft([1, 1], [2]), "twice"),
        (Draft([1], [2, 2]), "twice"),
        (Draft([1, 2], [2, 3]), "twice"),
        (Draft([1], [2], captain_a=2), "captain_a must be on the side they lead"),
        (Draft([1], [2], captain_b=1), "captain_b must be on the side they lead"),
        (Draft([1], [2], captain_b=9), "captain_b must be on the side they lead"),
        (Draft([], [], captain_a=1), "captain_a must be on the side they lead"),
    ],
)
def test_drafts_that_do_not_fit(draft: Draft, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        check_draft(draft)


def test_only_who_is_there_can_be_drafted() -> None:
    check_in_pool([1, 2], {1, 2, 3})
    check_in_pool([], set())
    with pytest.raises(NotInPool):
        check_in_pool([1, 4], {1, 2, 3})


def test_a_captain_has_the_name_of_the_member() -> None:
    members = (TeamMember(1, "Ana"), TeamMember(2, "Bo"))
    assert Team("A", 2, members).captain_name == "Bo"
    assert Team("A", None, members).captain_name is None


def test_names_that_look_alike_are_one_name() -> None:
    assert clean_name("Cafe\u200b\u0301") == clean_name("Caf\u00e9") == "Caf\u00e9"


def test_accents_alone_are_no_name() -> None:
    with pytest.raises(InvalidInput):
        clean_name("\u0301\u0302")
