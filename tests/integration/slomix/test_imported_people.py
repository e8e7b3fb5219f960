"""A community that used slomix, as its people find it in Muster: through the API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from muster.channels.rules import ChannelType
from muster.database import Database
from muster.notifications.service import list_notices, queue_daily_reminders, queue_session_ready
from ops.slomix import command
from tests.support.running.locks import waiting
from tests.support.running.websites import RunningWebsite, becomes, running_website
from tests.support.scenes.community import EVENING, TODAY
from tests.support.scenes.evenings import evening
from tests.support.slomix.community import (
    ANNA,
    ANNOUNCED_IN,
    BOJAN,
    CILKA,
    DAN,
    EVA,
    EVERYBODY,
    FILIP,
    GREGA,
    HANA,
    IVAN,
    JAN,
)
from tests.support.slomix.importing import moving_in, run, user_ids

ALL: tuple[ChannelType, ...] = ("discord", "telegram", "signal")


@pytest.fixture(autouse=True)
def _clock() -> Generator[None, None, None]:
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
async def website(database_url: str, slomix_url: str) -> AsyncGenerator[RunningWebsite, None]:
    """The website, after everybody has moved in."""
    await run(database_url, slomix_url)
    async with running_website(moving_in(database_url)) as running:
        yield running


async def get(client: Any, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_is_who_they_were(website: RunningWebsite) -> None:
    ids = await user_ids(website.sql)
    assert sorted(ids) == sorted(EVERYBODY)
    assert max(ids.values()) < 1000, "not Discord's ids any more"
    # In the order in which they came.
    order = sorted((person for person in ids), key=lambda person: ids[person])
    assert order[:5] == [DAN, EVA, BOJAN, ANNA, CILKA]

    anna = await website.signed_in(ANNA, username="anna")
    me = await get(anna, "/auth/me")
    assert (me["website_user_id"], me["linked_player"], me["linked_player_guid"]) == (
        ids[ANNA],
        "Anna!",
        "AAAA1111",
    )
    access = await get(anna, "/api/availability/access")
    assert access["is_admin"]
    assert access["can_promote"]
    names = {
        person: (await get(await website.signed_in(person), "/auth/me"))["linked_player"]
        for person in EVERYBODY
    }
    assert names == {
        ANNA: "Anna!",
        BOJAN: "Bozo",
        CILKA: "Cilka",
        DAN: "Dan",
        EVA: None,
        FILIP: None,
        GREGA: None,
        HANA: "Hana",
        IVAN: "Ivan the old",
        JAN: "Jan",
    }
    assert await user_ids(website.sql) == ids, "who signs in is who they were"
    bojan = await website.signed_in(BOJAN)
    assert not (await get(bojan, "/api/availability/access"))["can_promote"], "a moderator"


async def test_admins_see_that_they_moved_in(website: RunningWebsite) -> None:
    anna = await website.signed_in(ANNA)
    act, *merged = (await get(anna, "/api/admin/audit"))["acts"]
    assert [each["act"] for each in merged] == ["player.merge", "player.merge"]
    assert (act["act"], act["by_operator"], act["can_undo"]) == ("community.import", True, False)
    assert act["details"]["written"]["website_users"] == 10


async def test_players_are_found_by_their_names(website: RunningWebsite) -> None:
    newcomer = await website.signed_in(4711, username="newcomer")
    for text, found in (("bozo", "BBBB2222"), ("nobody's", "UUUU0000"), ("the first", None)):
        players = await get(newcomer, f"/auth/players/search?q={text}")
        assert [player["guid"] for player in players] == ([found] if found else ["AAAA1111"])
    assert await get(newcomer, "/auth/players/search?q=fred") == [], "no bot"
    rows = await website.sql.fetch("SELECT guid, rating FROM players WHERE rating IS NOT NULL")
    assert [tuple(row) for row in rows] == [("AAAA1111", 0.75)]


async def test_profiles_of_one_person_are_one(website: RunningWebsite) -> None:
    rows = await website.sql.fetch(
        "SELECT guid, main_guid FROM players WHERE main_guid IS NOT NULL ORDER BY guid"
    )
    assert [tuple(row) for row in rows] == [("EEEE5555", "BBBB2222"), ("IIII9999", "WWWW1111")]
    eva = await website.signed_in(EVA)
    found = await get(eva, "/auth/players/search?q=older profile")
    assert [player["guid"] for player in found] == ["BBBB2222"], "an alt is found as its person"


async def test_tonights_queue_stands_as_it_stood(website: RunningWebsite) -> None:
    anna = await website.signed_in(ANNA)
    day = (await get(anna, "/api/availability?include_users=true"))["days"][0]
    assert day["counts"] == {"LOOKING": 3, "AVAILABLE": 0, "MAYBE": 1, "NOT_PLAYING": 0}
    looking = [each["display_name"] for each in day["users_by_status"]["LOOKING"]]
    assert looking == ["Anna!", "Dan", "Bozo"], "first come, first shown; Eva is not linked"
    assert day["my_status"] == "LOOKING"
    mine = await get(anna, "/api/availability/me?from=2026-10-01&to=2026-11-30")
    assert [(each["date"], each["status"], each["updated_at"]) for each in mine["entries"]] == [
        ("2026-10-25", "LOOKING", "2026-10-25T02:30:00Z"),
        ("2026-11-20", "LOOKING", "2026-11-20T17:00:00Z"),
        ("2026-11-21", "AVAILABLE", "2026-11-20T17:01:00Z"),
    ]
    past = await get(anna, "/api/availability?from=2026-11-13&to=2026-11-13")
    assert past["days"][0]["counts"]["NOT_PLAYING"] == 1

    # Whoever answers now comes after them, and Eva counts where she stood once she is linked.
    jan = await website.signed_in(JAN)
    answer = await jan.post("/api/availability", json={"date": "2026-11-20", "status": "LOOKING"})
    assert answer.status_code == 200
    eva = await website.signed_in(EVA)
    answer = await eva.post("/auth/link", json={"player_guid": "UUUU0000"})
    assert answer.status_code == 200
    day = (await get(anna, "/api/availability?include_users=true"))["days"][0]
    looking = [each["display_name"] for each in day["users_by_status"]["LOOKING"]]
    assert looking == ["nobody's yet", "Anna!", "Dan", "Bozo", "Jan"]


async def test_settings_are_as_people_left_them(website: RunningWebsite) -> None:
    anna, bojan, cilka, hana = [
        await get(await website.signed_in(person), "/api/availability/settings")
        for person in (ANNA, BOJAN, CILKA, HANA)
    ]
    assert (anna["sound_enabled"], anna["sound_cooldown_seconds"]) == (False, 30)
    assert anna["timezone"] == "Europe/Ljubljana", "UTC was nobody's choice"
    assert (anna["discord_notify"], anna["telegram_notify"]) == (True, True)
    assert (bojan["timezone"], bojan["availability_reminders_enabled"]) == ("Asia/Tbilisi", False)
    assert bojan["discord_notify"] is False
    assert cilka["timezone"] == "UTC", "said in both places"
    assert hana["timezone"] == "Europe/Ljubljana"
    ivan = await get(await website.signed_in(IVAN), "/api/availability/settings")
    assert ivan["sound_cooldown_seconds"] == 90, "the later of what his two ids said"


async def test_how_people_want_to_be_asked(website: RunningWebsite) -> None:
    anna, bojan, cilka, hana, jan = [
        await get(await website.signed_in(person), "/api/availability/promotion-preferences")
        for person in (ANNA, BOJAN, CILKA, HANA, JAN)
    ]
    assert (anna["allow_promotions"], anna["preferred_channel"]) == (True, "telegram")
    assert (anna["telegram_handle"], anna["notify_threshold"]) == ("@anna_plays", 4)
    assert anna["quiet_hours"] == {"start": "23:00", "end": "08:00"}
    assert bojan["quiet_hours"] == {"start": "00:00", "end": "23:59"}, "always quiet in slomix"
    assert (bojan["signal_handle"], bojan["timezone"]) == ("+12025550101", "Asia/Tbilisi")
    assert (cilka["quiet_hours"], cilka["timezone"]) == ({}, "UTC")
    assert hana["telegram_handle"] == "7001001", "hers to see, Anna's to be written to"
    assert (hana["signal_handle"], hana["notify_threshold"]) == (None, 0)
    assert jan["signal_handle"] is None


async def test_addresses_lead_to_one_person_each(website: RunningWebsite) -> None:
    channels: dict[int, dict[str, Any]] = {}
    for person in (ANNA, HANA, JAN):
        listed = await get(await website.signed_in(person), "/api/availability/subscriptions")
        channels[person] = {each["channel_type"]: each for each in listed["subscriptions"]}
    assert channels[ANNA]["telegram"]["verified"]
    assert channels[ANNA]["telegram"]["enabled"]
    assert channels[ANNA]["telegram"]["preferences"] == {"daily": True}
    assert not channels[JAN]["telegram"]["verified"], "Anna linked it first"
    assert not channels[JAN]["telegram"]["enabled"]
    assert not channels[HANA]["telegram"]["verified"]
    reach = await website.sql.fetch(
        "SELECT user_id FROM channel_reach WHERE channel_type = 'telegram' AND reachable"
    )
    assert [row[0] for row in reach] == [(await user_ids(website.sql))[ANNA]]


async def test_nobody_hears_twice_on_the_day_of_the_move(
    website: RunningWebsite, database: Database
) -> None:
    ids = await user_ids(website.sql)
    at_four = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    told = await website.sql.fetch("SELECT user_id FROM notifications_ledger")
    assert {row[0] for row in told} == {ids[ANNA], ids[BOJAN], ids[HANA], None}
    async with database.transaction() as connection:
        await queue_daily_reminders(connection, evening(TODAY), ALL, None, at_four, at_four)
        await queue_session_ready(connection, evening(TODAY, 3), ALL, ANNOUNCED_IN, EVENING)
        notices = await list_notices(connection, ids[HANA], 10)
    assert [notice.state for notice in notices] == ["sent"]
    rows = await website.sql.fetch(
        "SELECT user_id, event_key FROM notifications_ledger WHERE state = 'pending'"
    )
    queued = {(row[0], row[1].partition(":")[0]) for row in rows}
    assert queued == {
        (ids[CILKA], "DAILY_REMINDER"),
        (ids[JAN], "DAILY_REMINDER"),
        (ids[DAN], "SESSION_READY"),
        (ids[IVAN], "SESSION_READY"),
    }, "not Hana, who was reminded, nor Bojan and the channel, who heard of the session"


async def test_campaigns_stay_as_history_and_hold_their_day(website: RunningWebsite) -> None:
    anna = await website.signed_in(ANNA)
    past = (await get(anna, "/api/availability/promotions/campaign?date=2026-11-13"))["campaign"]
    assert (past["status"], past["recipient_count"], past["include_maybe"]) == (
        "followup_sent",
        2,
        True,
    )
    assert past["channels_summary"] == {"discord": 1, "telegram": 1, "signal": 0, "push": 0}
    assert [(job["job_type"], job["status"]) for job in past["jobs"]] == [
        ("send_reminder_2045", "sent"),
        ("send_start_2100", "failed"),
        ("voice_check_2100", "sent"),
    ]
    never = (await get(anna, "/api/availability/promotions/campaign?date=2026-11-06"))["campaign"]
    assert never["status"] == "failed"
    assert {job["status"] for job in never["jobs"]} == {"skipped"}, "none is due here"
    again = await anna.post("/api/availability/promotions/campaigns", json={})
    assert again.status_code == 409, "she has had today's"
    logs = await website.sql.fetch(
        "SELECT status, reason, error FROM availability_promotion_send_logs ORDER BY id"
    )
    assert [tuple(row) for row in logs] == [
        ("sent", None, None),
        ("skipped", "quiet_hours", None),
        ("skipped", "already_notified", None),
        ("failed", None, "It failed in slomix."),
    ], "no word of slomix's own, in which there may be a number"


async def test_tonights_room_goes_on(website: RunningWebsite) -> None:
    anna = await website.signed_in(ANNA)
    ids = await user_ids(website.sql)
    room = (await get(anna, "/api/planning/today"))["session"]
    assert (room["created_by_user_id"], room["discord_thread_id"]) == (ids[BOJAN], None)
    suggestions = [(each["name"], each["votes"]) for each in room["suggestions"]]
    assert sorted(suggestions) == [("Blues", 1), ("Reds", 1)]
    teams = room["teams"]
    assert (teams["A"]["captain_name"], teams["B"]["captain_name"]) == ("Anna!", None)
    assert [each["user_id"] for each in teams["B"]["members"]] == [ids[BOJAN]]
    thread = await website.sql.fetchval(
        "SELECT discord_thread_id FROM planning_sessions WHERE session_date = '2026-11-13'"
    )
    assert thread == 1234567890123456789


async def test_whoever_took_discord_back_signs_in_anew(website: RunningWebsite) -> None:
    find = "SELECT unlinked_at FROM discord_accounts WHERE discord_user_id = $1"
    assert await website.sql.fetchval(find, FILIP) == datetime(2026, 3, 3, 9, 59, tzinfo=UTC)
    before = (await user_ids(website.sql))[FILIP]
    filip = await website.signed_in(FILIP, username="filip")
    assert (await get(filip, "/auth/me"))["website_user_id"] == before
    assert await website.sql.fetchval(find, FILIP) is None
    log = await website.sql.fetch(
        "SELECT user_id, action, player_guid, created_at FROM account_link_audit_log"
        " WHERE created_at < $1 ORDER BY id",
        datetime(2026, 4, 1, tzinfo=UTC),
    )
    ids = await user_ids(website.sql)
    assert [tuple(row) for row in log] == [
        (ids[ANNA], "player_linked", "AAAA1111", datetime(2025, 1, 2, 10, 5, tzinfo=UTC)),
        (before, "discord_unlinked", None, datetime(2026, 3, 3, 9, 59, tzinfo=UTC)),
    ]


async def test_open_pages_hear_of_it(database_url: str, slomix_url: str) -> None:
    async with running_website(moving_in(database_url)) as website:
        anna = await website.signed_in(ANNA, username="anna")
        assert (await get(anna, "/api/availability"))["days"][0]["total"] == 0
        await run(database_url, slomix_url)
        await website.heard_everything()
        day = (await get(anna, "/api/availability?include_users=true"))["days"][0]
        assert (day["total"], day["my_status"]) == (4, "LOOKING")
        assert (await get(anna, "/auth/me"))["linked_player"] == "Anna!"


async def test_an_answer_during_an_import_waits_and_holds(
    database_url: str, slomix_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def waits(_taking: Any) -> None:
        written.set()
        await go_on.wait()

    monkeypatch.setattr(command, "STEPS", (*command.STEPS, waits))
    async with running_website(moving_in(database_url)) as website:
        anna = await website.signed_in(ANNA, username="anna", player="Anna of Muster")
        importing = asyncio.create_task(run(database_url, slomix_url))
        await written.wait()
        body = {"date": "2026-11-20", "status": "MAYBE"}
        answering = asyncio.create_task(anna.post("/api/availability", json=body))
        await becomes(lambda: waiting(website.sql), 1)
        day = (await get(anna, "/api/availability"))["days"][0]
        assert day["total"] == 0, "pages can be read meanwhile"
        go_on.set()
        await importing
        assert (await answering).status_code == 200
        await website.heard_everything()
        day = (await get(anna, "/api/availability"))["days"][0]
        assert (day["my_status"], day["counts"]["LOOKING"]) == ("MAYBE", 2)
