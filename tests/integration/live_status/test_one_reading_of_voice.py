"""Whoever is in voice is so for the page and for a follow-up alike, whatever was written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.live_status import service as live_status
from muster.live_status.rules import MOST_PEOPLE, STALE_AFTER
from muster.notifications import dispatch
from tests.support.scenes.ledger import add_people, add_test_rows

NOW = datetime(2026, 11, 20, 20, 0, 30, tzinfo=UTC)
FOLLOWUP = '{"kind": "promotion_followup", "date": "2026-11-20"}'

IDS: dict[str, Callable[[int], object]] = {
    "text": str,
    "number": int,
    "text with zeros": lambda account: f"00{account}",
    "a number with a point": float,
    "text with a sign": lambda account: f"+{account}",
    "text with a space": lambda account: f" {account}",
    "text with a tab": lambda account: f"{account}\t",
    "other digits": lambda account: str(account).translate(
        {48 + digit: 0x0660 + digit for digit in range(10)}
    ),
    "a list": lambda account: [account],
    "true": lambda _: True,
    "nothing": lambda _: None,
    "somebody else": lambda account: account + 1,
}
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
PERSON = st.sampled_from(sorted(IDS)).map(lambda kind: {"id": IDS[kind]})
ENTRY = st.fixed_dictionaries({}, optional={"id": ANYTHING, "name": ANYTHING}) | ANYTHING
MEMBERS = st.lists(PERSON, max_size=2) | st.lists(PERSON | ENTRY, max_size=6)
STATUS = st.fixed_dictionaries({"members": MEMBERS}) | st.dictionaries(
    st.sampled_from(["members", "players"]), ANYTHING, max_size=2
)
AGES = st.sampled_from([timedelta(), STALE_AFTER, STALE_AFTER + timedelta(microseconds=1)])


def of(account: int, value: Any) -> Any:
    """`value` with the ids that `IDS` makes of an account."""
    if callable(value):
        return value(account)
    if isinstance(value, list):
        return [of(account, each) for each in value]
    if isinstance(value, dict):
        return {key: of(account, each) for key, each in value.items()}
    return value


async def readings(connection: Any, text: str, age: timedelta) -> tuple[bool | None, bool | None]:
    """(by the page, by the claimed follow-up) whether the one person there is is in voice."""
    (user_id,) = await connection.fetchrow("SELECT id FROM website_users")
    await connection.execute(
        "INSERT INTO live_status VALUES ('voice_channel', $1, $2)", text, NOW - age
    )
    await add_test_rows(connection, [user_id], NOW, NOW + timedelta(minutes=5), payload=FOLLOWUP)
    (row,) = await dispatch.claim(connection, "discord", "one", 10, NOW)
    page = await live_status.read_who_is_there(connection, NOW, names=True)
    shown = None if page.voice is None else f"Player{user_id}" in page.voice.names
    return shown, row.in_voice


async def judged(
    connection: Any, build: Callable[[int], str], age: timedelta = timedelta()
) -> tuple[bool | None, bool | None]:
    """`readings` of what `build` makes of the person's account; nothing of it stays."""
    transaction = connection.transaction()
    await transaction.start()
    (user_id,) = await add_people(connection, 1, NOW)
    found = await readings(connection, build(5000 + user_id), age)
    await transaction.rollback()
    return found


def members(*entries: Any) -> Callable[[int], str]:
    return lambda account: json.dumps({"members": of(account, list(entries))})


def test_page_and_follow_up_agree_whatever_the_row_holds(database_url: str) -> None:
    with asyncio.Runner() as runner:
        connection: Any = runner.run(asyncpg.connect(database_url))

        @given(status=STATUS, age=AGES)
        def agree(status: dict[str, Any], age: timedelta) -> None:
            shown, claimed = runner.run(
                judged(connection, lambda account: json.dumps(of(account, status)), age)
            )
            assert shown == claimed

        try:
            agree()
        finally:
            runner.run(connection.close())


@pytest.mark.parametrize("kind", IDS)
async def test_page_and_follow_up_take_the_same_for_an_id(sql: Any, kind: str) -> None:
    there = kind in ("text", "number", "text with zeros")
    found = await judged(sql, members({"id": IDS[kind], "name": "somebody"}))
    assert found == (there, there)


@pytest.mark.parametrize(
    "text",
    [
        '{"members": [{"id": "%d"}, ' + "9" * 5000 + "]}",
        '{"members": [{"id": "%d"}], "depth": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"members": {"id": "%d"}}',
        '{"members": "%d"}',
    ],
    ids=["a number that Python does not read", "too deep for Python", "no list", "a text"],
)
async def test_what_cannot_be_read_is_unknown_to_both(sql: Any, text: str) -> None:
    found = await judged(sql, lambda account: text.replace("%d", str(account)))
    assert found == (None, None)


async def test_what_the_page_cuts_off_counts_for_whoever_is_asked(sql: Any) -> None:
    crowd = [{"id": 7_000_000 + number} for number in range(MOST_PEOPLE)]
    shown, claimed = await judged(sql, members(*crowd, {"id": IDS["text"]}))
    assert (shown, claimed) == (False, True)
