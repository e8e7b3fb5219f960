"""Reading and writing availability over HTTP (the availability document; contract, section 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import EVENING, PLAYER, TODAY, add_answer, add_person
from tests.support.scenes.speaking import AVAILABILITY, STATUSES, error, queue, read, say, tonight

# --- the shape of an answer -----------------------------------------------------------------------


async def test_every_day_of_the_range_is_present_in_order_with_its_counts(callers: Callers) -> None:
    await say(callers.player, "LOOKING")
    await say(callers.admin, "LOOKING")
    await say(callers.promoter, "MAYBE", TODAY + timedelta(days=2))
    answer = await read(callers.anonymous, "from=2026-11-19&to=2026-11-23")
    assert answer == {
        "from": "2026-11-19",
        "to": "2026-11-23",
        "statuses": STATUSES,
        "days": [
            {
                "date": f"2026-11-{day}",
                "counts": {**dict.fromkeys(STATUSES, 0), **given},
                "total": n,
            }
            for day, given, n in [
                (19, {}, 0),
                (20, {"LOOKING": 2}, 2),
                (21, {}, 0),
                (22, {"MAYBE": 1}, 1),
                (23, {}, 0),
            ]
        ],
        "viewer": {"authenticated": False, "linked_discord": False},
        "session_ready": {
            "date": "2026-11-20",
            "session": True,
            "ready": False,
            "looking_count": 2,
            "threshold": 6,
            "confirmed_count": 2,
            "standby_count": 0,
            "need_count": 4,
            "event_key": "SESSION_READY:2026-11-20:threshold=6",
        },
    }


async def test_tonight_s_counts_are_today_s_in_any_range_and_move_the_etag(
    callers: Callers,
) -> None:
    path = f"{AVAILABILITY}?from=2026-12-01&to=2026-12-02"
    tags: list[str] = []
    for client, status, expected in (
        (callers.player, "LOOKING", (1, 0, 5)),
        (callers.promoter, "AVAILABLE", (2, 0, 4)),
        (callers.admin, "MAYBE", (2, 1, 4)),
        (callers.admin, "NOT_PLAYING", (2, 0, 4)),
        (callers.player, "NOT_PLAYING", (1, 0, 5)),
    ):
        await say(client, status)
        asked, remembered = [await callers.anonymous.get(path) for _ in range(2)]
        for answer in (asked, remembered):
            ready = answer.json()["session_ready"]
            names = ("confirmed_count", "standby_count", "need_count")
            assert tuple(ready[name] for name in names) == expected, status
        tags.append(remembered.headers["etag"])
        unchanged = await callers.anonymous.get(path, headers={"If-None-Match": tags[-1]})
        assert unchanged.status_code == 304
    assert all(before != after for before, after in pairwise(tags))


async def test_names_are_for_linked_viewers_who_ask_for_them(callers: Callers) -> None:
    await say(callers.player, "LOOKING")
    for client in callers.linked:
        assert "users_by_status" in await tonight(client)
        for query in ("", "include_users=false"):
            assert "users_by_status" not in (await read(client, query))["days"][0]
    for client in (callers.anonymous, callers.unlinked):
        answer = await client.get(f"{AVAILABILITY}?include_users=true")
        assert "users_by_status" not in answer.text
        assert "Shade" not in answer.text


async def test_my_status_is_for_signed_in_viewers_and_their_own(callers: Callers) -> None:
    await say(callers.player, "LOOKING")
    await say(callers.admin, "MAYBE")
    assert (await tonight(callers.player))["my_status"] == "LOOKING"
    assert (await tonight(callers.admin))["my_status"] == "MAYBE"
    assert (await tonight(callers.promoter))["my_status"] is None
    assert (await tonight(callers.unlinked))["my_status"] is None
    assert "my_status" not in await tonight(callers.anonymous)


async def test_the_viewer_is_told_how_they_are_seen(callers: Callers) -> None:
    seen = {
        (False, False): callers.anonymous,
        (True, False): callers.unlinked,
        (True, True): callers.player,
    }
    for (authenticated, linked), client in seen.items():
        viewer = (await read(client))["viewer"]
        assert viewer == {"authenticated": authenticated, "linked_discord": linked}


async def test_display_names_are_the_players_without_colour_codes(
    website: RunningWebsite, callers: Callers
) -> None:
    await say(callers.player, "LOOKING")
    await callers.unlinked.post("/auth/players", json={"name": "^1Re^4d ^7Fox"})
    await say(callers.unlinked, "LOOKING")
    assert await queue(callers.player) == ["Shade", "Red Fox"]
    ids = [await website.user_id(client) for client in (callers.player, callers.unlinked)]
    users = (await tonight(callers.player))["users_by_status"]["LOOKING"]
    assert [user["user_id"] for user in users] == ids


async def test_answers_of_people_who_are_not_linked_do_not_count(
    website: RunningWebsite, callers: Callers
) -> None:
    stranger = await add_person(website.sql, 555)
    await add_answer(website.sql, stranger, TODAY, "LOOKING")
    assert (await tonight(callers.player))["total"] == 0


# --- ranges ---------------------------------------------------------------------------------------


async def test_ranges_default_to_sixty_days_from_today_and_have_180_at_most(
    website: RunningWebsite,
) -> None:
    client = await website.client()
    for query, first, last in (
        ("", "2026-11-20", "2027-01-19"),
        ("from=2026-12-01", "2026-12-01", "2027-01-30"),
        ("to=2026-11-25", "2026-11-20", "2026-11-25"),
        ("from=2026-11-20&to=2026-11-20", "2026-11-20", "2026-11-20"),
        ("from=2026-01-01&to=2026-06-29", "2026-01-01", "2026-06-29"),
        ("from=2024-02-28&to=2024-03-01", "2024-02-28", "2024-03-01"),
        ("from=2030-01-01&to=2030-01-02", "2030-01-01", "2030-01-02"),
    ):
        for _ in ("from the database", "from memory"):
            answer = await read(client, query)
            dates = [date.fromisoformat(day["date"]) for day in answer["days"]]
            assert (answer["from"], answer["to"]) == (first, last), query
            assert dates == [dates[0] + timedelta(days=n) for n in range(len(dates))]
            assert (dates[0].isoformat(), dates[-1].isoformat()) == (first, last)


MISFITS = {
    "from=2026-01-01&to=2026-06-30": "range_too_long",
    "from=2026-11-20&to=2026-11-19": "invalid_range",
    "to=2026-11-19": "invalid_range",
    "from=0001-01-01": "invalid_range",
    "from=9999-12-31": "invalid_range",
    "from=9999-12-01&to=9999-12-31": "invalid_range",
    "to=9999-12-31": "invalid_range",
    "from=": "invalid_input",
    "from=tomorrow": "invalid_input",
    "from=20261120": "invalid_input",
    "from=2026-W47-5": "invalid_input",
    "from=2026-11-20T00:00:00Z": "invalid_input",
    "from=2026-02-30": "invalid_input",
    "from=1763596800": "invalid_input",
    "from=%00": "invalid_input",
    "from=%D9%A2%D9%A0%D9%A2%D9%A6-11-20": "invalid_input",
}


async def test_ranges_that_do_not_fit_are_422(website: RunningWebsite) -> None:
    anybody, player = await website.client(), await website.signed_in(PLAYER, player="Shade")
    for query, code in MISFITS.items():
        for client, path in (
            (anybody, AVAILABILITY),
            (player, AVAILABILITY),
            (player, f"{AVAILABILITY}/me"),
        ):
            assert error(await client.get(f"{path}?{query}")) == (422, code), query
    for query in ("include_users=perhaps", "include_users="):
        answer = await player.get(f"{AVAILABILITY}?{query}")
        assert error(answer) == (422, "invalid_input")


# --- writing --------------------------------------------------------------------------------------


async def test_a_written_answer_is_confirmed_and_stored(
    website: RunningWebsite, callers: Callers
) -> None:
    user_id = await website.user_id(callers.player)
    for status in STATUSES:
        body = {"date": "2026-11-21", "status": status}
        answer = await callers.player.post(AVAILABILITY, json=body)
        assert answer.json() == {"success": True, "user_id": user_id, **body}
        rows = await website.sql.fetch(
            "SELECT user_id, entry_date, status FROM availability_entries"
        )
        assert [tuple(row) for row in rows] == [(user_id, date(2026, 11, 21), status)]


async def test_writers_read_their_own_writes_at_once(callers: Callers) -> None:
    other = callers.admin
    for status in STATUSES * 3:
        await say(callers.player, status)
        assert (await tonight(callers.player))["my_status"] == status
        assert (await tonight(other))["counts"][status] == 1
        assert (await read(callers.anonymous))["days"][0]["counts"][status] == 1
    await callers.player.delete(f"{AVAILABILITY}/2026-11-20")
    assert (await tonight(callers.player))["my_status"] is None
    assert (await read(callers.anonymous))["days"][0]["total"] == 0


async def test_taking_an_answer_back_twice_is_harmless(callers: Callers) -> None:
    await say(callers.player, "LOOKING")
    for removed in (True, False, False):
        answer = await callers.player.delete(f"{AVAILABILITY}/2026-11-20")
        assert answer.status_code == 200
        assert answer.json() == {"success": True, "date": "2026-11-20", "removed": removed}


async def test_past_days_can_be_read_but_not_written(
    website: RunningWebsite, callers: Callers
) -> None:
    yesterday = TODAY - timedelta(days=1)
    user_id = await website.user_id(callers.player)
    await add_answer(website.sql, user_id, yesterday, "LOOKING")
    body = {"date": yesterday.isoformat(), "status": "MAYBE"}
    assert error(await callers.player.post(AVAILABILITY, json=body)) == (422, "date_in_past")
    answer = await callers.player.delete(f"{AVAILABILITY}/{yesterday}")
    assert error(answer) == (422, "date_in_past")
    days = (await read(callers.player, f"from={yesterday}&to={yesterday}"))["days"]
    assert [day["my_status"] for day in days] == ["LOOKING"]


async def test_answers_reach_ninety_days_ahead_and_no_further(callers: Callers) -> None:
    await say(callers.player, "LOOKING", TODAY + timedelta(days=90))
    beyond = (TODAY + timedelta(days=91)).isoformat()
    answer = await callers.player.post(AVAILABILITY, json={"date": beyond, "status": "LOOKING"})
    assert error(answer) == (422, "date_too_far")
    assert error(await callers.player.delete(f"{AVAILABILITY}/{beyond}")) == (422, "date_too_far")


async def test_the_queue_is_in_the_order_in_which_people_came(
    callers: Callers, clock: time_machine.Traveller
) -> None:
    for client in (callers.admin, callers.player, callers.promoter):
        clock.shift(60)
        await say(client, "LOOKING")
    assert await queue(callers.player) == ["Odessa", "Shade", "Marlow"]

    clock.shift(60)
    await say(callers.admin, "LOOKING")
    assert await queue(callers.player) == ["Odessa", "Shade", "Marlow"], "repeating keeps the place"

    clock.shift(60)
    await say(callers.admin, "MAYBE")
    assert await queue(callers.player) == ["Shade", "Marlow"]
    clock.shift(60)
    await say(callers.admin, "LOOKING")
    assert await queue(callers.player) == ["Shade", "Marlow", "Odessa"], "back means at the end"

    clock.shift(60)
    await callers.player.delete(f"{AVAILABILITY}/2026-11-20")
    await say(callers.player, "LOOKING")
    assert await queue(callers.player) == ["Marlow", "Odessa", "Shade"]


async def test_a_clock_that_is_set_back_does_not_let_anybody_jump_the_queue(
    callers: Callers, clock: time_machine.Traveller
) -> None:
    for client in (callers.admin, callers.player, callers.promoter):
        await say(client, "LOOKING")
        clock.shift(-600)
    assert await queue(callers.player) == ["Odessa", "Shade", "Marlow"]


async def test_my_answers_are_mine_alone(
    callers: Callers, website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    await say(callers.player, "LOOKING")
    await say(callers.admin, "MAYBE")
    clock.shift(60)
    await say(callers.player, "LOOKING")
    await say(callers.player, "AVAILABLE", TODAY + timedelta(days=1))
    clock.shift(60)
    await say(callers.player, "MAYBE", TODAY + timedelta(days=1))
    answer = await callers.player.get(f"{AVAILABILITY}/me?to=2026-11-30")
    at = ["2026-11-20T19:30:00Z", "2026-11-20T19:31:00Z", "2026-11-20T19:32:00Z"]
    assert answer.json() == {
        "user_id": await website.user_id(callers.player),
        "from": "2026-11-20",
        "to": "2026-11-30",
        "entries": [
            {"date": "2026-11-20", "status": "LOOKING", "created_at": at[0], "updated_at": at[0]},
            {"date": "2026-11-21", "status": "MAYBE", "created_at": at[1], "updated_at": at[2]},
        ],
    }
    assert (await callers.unlinked.get(f"{AVAILABILITY}/me")).json()["entries"] == []


async def test_the_session_is_ready_when_enough_people_are_looking(website: RunningWebsite) -> None:
    clients = [
        await website.signed_in(700 + number, player=f"Player {number}") for number in range(6)
    ]
    for number, client in enumerate(clients):
        await say(client, "LOOKING")
        # Tonight decides, whichever days were asked for.
        ready = (await read(client, "from=2026-12-01&to=2026-12-02"))["session_ready"]
        assert (ready["looking_count"], ready["ready"]) == (number + 1, number == 5)
        assert ready["date"] == "2026-11-20"


# --- today ----------------------------------------------------------------------------------------

MIDNIGHTS = [
    # the last second of a day in Ljubljana, and the day that then begins
    (datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC), date(2026, 11, 21)),
    (datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), date(2026, 7, 2)),
    # 2026-03-29 has 23 hours, 2026-10-25 has 25
    (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), date(2026, 3, 30)),
    (datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), date(2027, 1, 1)),
]


@pytest.mark.parametrize(("instant", "next_day"), MIDNIGHTS)
async def test_today_turns_at_midnight_of_the_communitys_zone(
    website: RunningWebsite,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    instant: datetime,
    next_day: date,
) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    clock.move_to(instant)
    client = await website.signed_in(PLAYER, player="Shade")
    for moment, today in (
        (instant, next_day - timedelta(days=1)),
        (instant + timedelta(seconds=1), next_day),
    ):
        clock.move_to(moment)
        answer = await read(client)
        assert answer["from"] == today.isoformat() == answer["session_ready"]["date"]
        assert answer["to"] == (today + timedelta(days=60)).isoformat()
        community = (await client.get("/api/community")).json()
        assert community["today"] == today.isoformat()
        assert community["last_writable_date"] == (today + timedelta(days=90)).isoformat()
        assert datetime.fromisoformat(community["next_midnight"]) > moment
        body = {"date": (today - timedelta(days=1)).isoformat(), "status": "MAYBE"}
        assert error(await client.post(AVAILABILITY, json=body)) == (422, "date_in_past")
        await say(client, "MAYBE", today)


async def test_a_range_that_midnight_turned_around_is_refused(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.client()
    assert (await client.get(f"{AVAILABILITY}?to=2026-11-20")).status_code == 200
    clock.move_to(EVENING + timedelta(days=1))
    assert error(await client.get(f"{AVAILABILITY}?to=2026-11-20")) == (422, "invalid_range")
