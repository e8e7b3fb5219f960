"""`GET /api/members`: who could be asked at all, by the rules of campaigns and calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, counted_statements
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person
from tests.support.scenes.promoting import PREVIEW, Json, agree

MEMBERS = "/api/members"


async def members(client: Any, query: str = "") -> Json:
    answered = await client.get(f"{MEMBERS}{query}")
    assert answered.status_code == 200, answered.text
    return answered.json()


async def be_away(sql: Any, user_id: int) -> None:
    await sql.execute(
        "UPDATE subscription_preferences SET away_until = $2, away_since = $3 WHERE user_id = $1",
        user_id,
        TODAY + timedelta(days=3),
        EVENING,
    )


async def refused(sql: Any, user_id: int) -> None:
    """Discord takes no messages for them any more."""
    await sql.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, refused_at, refused_reason, created_at, updated_at)
        VALUES ($1, 'discord', false, $2, 'Closed.', $2, $2)
        """,
        user_id,
        EVENING,
    )


async def a_community(sql: Any) -> dict[str, int]:
    """Beside the four callers who signed in: one of each kind."""
    people = {
        name: await add_person(sql, 200 + number, player=name)
        for number, name in enumerate(
            ("Askable", "Busy", "Closed", "Declined", "Elsewhere", "Far"), start=1
        )
    }
    for name in ("Askable", "Busy", "Closed", "Elsewhere", "Far"):
        await agree(sql, people[name])
    for name in ("Busy", "Closed", "Elsewhere"):
        await add_answer(sql, people[name], TODAY, "AVAILABLE")
    await refused(sql, people["Closed"])
    await refused(sql, people["Far"])
    await be_away(sql, people["Far"])
    await add_person(sql, 299, "lurker")
    # Who unlinked Discord is no member any more.
    gone = await add_person(sql, 298, "gone")
    await sql.execute("UPDATE discord_accounts SET unlinked_at = now() WHERE user_id = $1", gone)
    return people


@pytest.fixture
async def people(website: RunningWebsite, callers: Callers) -> dict[str, int]:
    assert callers
    return await a_community(website.sql)


async def test_the_head_counts_everybody_once(
    callers: Callers, website: RunningWebsite, people: dict[str, int]
) -> None:
    await be_away(website.sql, people["Askable"])
    found = await members(callers.promoter)
    assert found["totals"] == {
        "members": 11,  # four callers, six of the community, the lurker
        "linked": 9,
        "askable": 2,
        "answered": 2,
        "not_linked": 2,
        "no_consent": 4,
        "no_channel": 2,
        "away": 1,
    }
    assert (found["found"], found["page"], found["pages"]) == (11, 1, 1)
    assert await members(callers.admin) == found


async def test_who_could_be_asked_is_whom_campaigns_and_calls_would_ask(
    callers: Callers, website: RunningWebsite, people: dict[str, int]
) -> None:
    """One rule: those of a campaign's preview and of a call's, and nobody else."""
    totals = (await members(callers.promoter))["totals"]
    campaign = (await callers.promoter.get(f"{PREVIEW}?include_available=true")).json()
    called = (await callers.promoter.get("/api/calls/preview")).json()
    assert totals["askable"] == campaign["recipient_count"] + called["askable"] == 3
    assert totals["answered"] == campaign["recipient_count"] == 2
    await be_away(website.sql, people["Askable"])
    called = (await callers.promoter.get("/api/calls/preview")).json()
    totals = (await members(callers.promoter))["totals"]
    assert (totals["askable"], called["askable"]) == (2, 0)


async def test_a_row_says_what_is_missing_and_never_who_is_away(
    callers: Callers, website: RunningWebsite, people: dict[str, int]
) -> None:
    before = {each["display_name"]: each for each in (await members(callers.promoter))["members"]}
    await be_away(website.sql, people["Askable"])
    found = (await members(callers.promoter))["members"]
    assert [each["display_name"] for each in found] == [
        "Askable",
        "Busy",
        "Closed",
        "Declined",
        "Elsewhere",
        "Far",
        "lurker",
        "Marlow",
        "newcomer",
        "Odessa",
        "Shade",
    ]
    rows = {each["display_name"]: each for each in found}
    assert (
        rows["Askable"]
        == before["Askable"]
        == {
            "user_id": people["Askable"],
            "display_name": "Askable",
            "avatar_url": None,
            "linked": True,
            "channels": ["discord"],
            "allows_promotions": True,
            "reminders": True,
            "silent_days": None,
            "missing": None,
        }
    )
    assert {name: row["missing"] for name, row in rows.items() if row["missing"]} == {
        "Closed": "channel",
        "Declined": "consent",
        "Far": "channel",
        "Marlow": "consent",
        "Odessa": "consent",
        "Shade": "consent",
        "lurker": "player",
        "newcomer": "player",
    }
    assert (rows["Closed"]["channels"], rows["lurker"]["channels"]) == ([], [])


async def test_silence_is_days_since_somebody_last_spoke_themselves(
    callers: Callers, website: RunningWebsite, people: dict[str, int]
) -> None:
    body = {"date": str(TODAY + timedelta(days=2)), "status": "MAYBE"}
    assert (await callers.player.post("/api/availability", json=body)).status_code == 200
    # Nine days ago, at ten in the evening; twenty hours later it is another date.
    said = EVENING - timedelta(days=9)
    for day, source in ((said, "discord"), (EVENING, "usual"), (EVENING, "condition")):
        await website.sql.execute(
            """
            INSERT INTO availability_answer_changes
                   (user_id, entry_date, status, source, changed_at)
            VALUES ($1, $2, 'LOOKING', $3, $4)
            """,
            people["Askable"],
            TODAY,
            source,
            day,
        )
    await website.sql.execute(
        "INSERT INTO availability_last_words VALUES ($1, $2, $3)",
        people["Declined"],
        TODAY,
        EVENING - timedelta(hours=21),
    )
    rows = {each["display_name"]: each for each in (await members(callers.admin))["members"]}
    days = {name: row["silent_days"] for name, row in rows.items()}
    assert (days["Shade"], days["Askable"], days["Declined"]) == (0, 9, 1)
    assert (days["Marlow"], days["lurker"]) == (None, None)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?missing=player", ["lurker", "newcomer"]),
        ("?missing=channel", ["Closed", "Far"]),
        ("?q=ELSE", ["Elsewhere"]),
        ("?q=%5E1cl%5E7o", ["Closed"]),
        ("?q=ka%C4%8Dji", ["Busy"]),
        ("?q=r&missing=channel", ["Far"]),
        ("?q=nobody", []),
        ("?page=2", []),
    ],
)
async def test_members_are_found_by_name_alias_and_what_is_missing(
    callers: Callers, website: RunningWebsite, people: dict[str, int], query: str, names: list[str]
) -> None:
    await website.sql.execute(
        "INSERT INTO player_aliases (guid, alias, canonical_alias)"
        " VALUES ('guid-202', 'KAČJI', 'KAČJI')"
    )
    assert people
    found = await members(callers.promoter, query)
    assert [each["display_name"] for each in found["members"]] == names
    assert found["totals"]["members"] == 11


@pytest.mark.parametrize(
    "query", ["?missing=away", "?page=0", "?page=x", "?q=" + "x" * 65, "?q=%00", "?missing="]
)
async def test_what_cannot_be_looked_for_is_422(callers: Callers, query: str) -> None:
    answered = await callers.promoter.get(f"{MEMBERS}{query}")
    assert (answered.status_code, answered.json()["code"]) == (422, "invalid_input")


async def test_a_thousand_people_come_fifty_a_page_by_few_statements(
    callers: Callers, website: RunningWebsite
) -> None:
    await website.sql.execute(
        """
        WITH new AS (
            INSERT INTO website_users (created_at)
            SELECT now() FROM generate_series(1, 1000) RETURNING id
        ), accounts AS (
            INSERT INTO discord_accounts (discord_user_id, user_id, username, linked_at, updated_at)
            SELECT 10000 + id, id, 'crowd' || id, now(), now() FROM new
        ), profiles AS (
            INSERT INTO players (guid, name, canonical_name, origin)
            SELECT 'crowd-' || id, 'Crowd ' || id, 'Crowd ' || id, 'imported' FROM new
        )
        INSERT INTO subscription_preferences (user_id, allow_promotions, created_at, updated_at)
        SELECT id, id % 2 = 0, now(), now() FROM new
        """
    )
    await website.sql.execute(
        """
        INSERT INTO user_player_links (user_id, player_guid, linked_at)
        SELECT substr(guid, 7)::bigint, guid, now() FROM players WHERE guid LIKE 'crowd-%'
        """
    )
    await website.heard_everything()
    await members(callers.promoter)  # after which the connection and the viewer are there
    with counted_statements(website) as statements:
        first = await members(callers.promoter)
    assert len(statements) <= 4  # for the channels in use, everybody, and what this page shows
    assert (len(first["members"]), first["pages"], first["found"]) == (50, 21, 1004)
    assert first["totals"]["askable"] == 500
    last = await members(callers.promoter, "?page=21")
    assert [each["display_name"] for each in last["members"]] == [
        "Marlow",
        "newcomer",
        "Odessa",
        "Shade",
    ]


async def test_nothing_new_is_304(
    callers: Callers, website: RunningWebsite, people: dict[str, int]
) -> None:
    first = await callers.promoter.get(MEMBERS)
    headers = {"If-None-Match": first.headers["etag"]}
    again = await callers.promoter.get(MEMBERS, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    await agree(website.sql, people["Declined"])
    changed = await callers.promoter.get(MEMBERS, headers=headers)
    assert changed.status_code == 200
