"""Ready answers over HTTP: ETag, compression, and what they cost the database."""

from __future__ import annotations

import gzip
import json
from datetime import time, timedelta
from typing import Any

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, becomes, counted_statements
from tests.support.scenes.community import (
    EVENING,
    TODAY,
    add_answer,
    add_link,
    add_person,
    add_player,
)
from tests.support.scenes.speaking import AVAILABILITY, STATUSES, queue, read, say, tonight

# --- ETag and compression -------------------------------------------------------------------------


async def etag(client: httpx2.AsyncClient, query: str = "include_users=true") -> str:
    answer = await client.get(f"{AVAILABILITY}?{query}")
    again = await client.get(
        f"{AVAILABILITY}?{query}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    plain = await client.get(f"{AVAILABILITY}?{query}", headers={"Accept-Encoding": "identity"})
    assert plain.headers["etag"] == answer.headers["etag"]
    return answer.headers["etag"]


async def test_an_unchanged_read_answers_304_and_a_changed_one_does_not(callers: Callers) -> None:
    everybody = (callers.anonymous, callers.unlinked, *callers.linked)
    await say(callers.player, "MAYBE")
    before = [await etag(client) for client in everybody]
    assert [await etag(client) for client in everybody] == before
    await say(callers.admin, "LOOKING")
    after = [await etag(client) for client in everybody]
    assert all(old != new for old, new in zip(before, after, strict=True))
    stale = await callers.player.get(
        f"{AVAILABILITY}?include_users=true", headers={"If-None-Match": before[2]}
    )
    assert stale.status_code == 200


async def test_an_etag_follows_ones_own_status_even_where_all_counts_stay(
    callers: Callers,
) -> None:
    await say(callers.player, "LOOKING")
    await say(callers.admin, "MAYBE")
    before = await etag(callers.player, "")
    await say(callers.player, "MAYBE")
    await say(callers.admin, "LOOKING")
    assert await etag(callers.player, "") != before


async def test_etags_differ_between_people_and_audiences(callers: Callers) -> None:
    await say(callers.player, "LOOKING")
    await say(callers.admin, "MAYBE")
    everybody = (callers.anonymous, callers.unlinked, *callers.linked)
    assert len({await etag(client, "") for client in everybody}) == len(everybody)
    assert await etag(callers.player, "") != await etag(callers.player, "include_users=true")


async def test_an_etag_changes_with_the_day_and_with_a_name(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    query = "from=2026-11-20&to=2026-11-25&include_users=true"
    await say(callers.player, "LOOKING")
    first = await etag(callers.admin, query)
    await callers.player.delete("/auth/link")
    await callers.player.post("/auth/players", json={"name": "Umbra"})
    second = await etag(callers.admin, query)
    clock.move_to(EVENING + timedelta(days=1))
    third = await etag(callers.admin, query)
    assert len({first, second, third}) == 3


async def test_answers_say_that_caches_must_ask_and_keep_people_apart(callers: Callers) -> None:
    for client in (callers.anonymous, callers.player):
        answer = await client.get(AVAILABILITY)
        assert answer.headers["cache-control"] == "private, no-cache"
        assert {"Cookie", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))


def said_beside(arrives_at: time | None, only_if: int | None) -> dict[str, Any]:
    """What stands in an entry beside the name, where it was said."""
    shown: dict[str, Any] = {}
    if arrives_at is not None:
        shown["arrives_at"] = arrives_at.isoformat("minutes")
    if only_if is not None:
        shown["only_if"] = only_if
    return shown


@pytest.mark.parametrize("length", [1, 2, 14, 61, 180])
async def test_compressed_and_plain_answers_are_what_the_database_holds(
    website: RunningWebsite, callers: Callers, length: int
) -> None:
    people = {
        name: await add_person(website.sql, 900 + number, player=name)
        for number, name in enumerate(["Ana", 'Bo "^', "Čučko", "\\x", "🦊 Fox", "</script>"])
    }
    clients = (callers.unlinked, *callers.linked)
    everybody = [*people.values(), *[await website.user_id(client) for client in clients]]
    days = [TODAY + timedelta(days=number - length // 2) for number in range(length)]
    for number, day in enumerate(days):
        for place, user_id in enumerate(everybody):
            if (choice := (number * 7 + place * 3 + user_id) % 6) < 4:
                await add_answer(website.sql, user_id, day, STATUSES[choice])
    await website.sql.execute(
        "UPDATE availability_entries SET arrives_at = '21:05' WHERE status = 'LOOKING'"
        " AND mod(user_id + extract(day FROM entry_date)::int, 2) = 0"
    )
    await website.sql.execute(
        "UPDATE availability_entries SET only_if = 6, arrives_at = '00:30'"
        " WHERE status = 'AVAILABLE' AND mod(user_id, 2) = 0"
    )
    rows = await website.sql.fetch(
        """
        SELECT entry_date, user_id, status, canonical_name, arrives_at, only_if
          FROM availability_entries LEFT JOIN user_player_links USING (user_id)
          LEFT JOIN players ON guid = player_guid ORDER BY entry_date, arrival_number
        """
    )
    website.parts.days.drop_all()
    query = f"from={days[0]}&to={days[-1]}&include_users=true"
    for client in (callers.anonymous, *clients):
        linked = client in callers.linked
        me = None if client is callers.anonymous else await website.user_id(client)
        expected: list[dict[str, Any]] = []
        for day in days:
            shown = [row for row in rows if row["entry_date"] == day and row["canonical_name"]]
            entry: dict[str, Any] = {
                "date": day.isoformat(),
                "counts": {s: sum(row["status"] == s for row in shown) for s in STATUSES},
                "total": len(shown),
            }
            if me is not None:
                mine = [row["status"] for row in shown if row["user_id"] == me]
                entry["my_status"] = mine[0] if mine else None
            if linked:
                entry["users_by_status"] = {
                    status: [
                        {
                            "user_id": row["user_id"],
                            "display_name": row["canonical_name"],
                            "avatar": None,
                            **said_beside(row["arrives_at"], row["only_if"]),
                        }
                        for row in shown
                        if row["status"] == status
                    ]
                    for status in STATUSES
                }
            expected.append(entry)
        for _ in ("from the database", "from memory"):
            for encoding in ("gzip", "identity"):
                async with client.stream(
                    "GET", f"{AVAILABILITY}?{query}", headers={"Accept-Encoding": encoding}
                ) as answer:
                    raw = b"".join([part async for part in answer.aiter_raw()])
                assert answer.headers.get("content-length") in (str(len(raw)), None)
                compressed = answer.headers.get("content-encoding") == "gzip"
                assert compressed == (encoding == "gzip" and length > 10) or len(raw) < 5000
                body = gzip.decompress(raw) if compressed else raw
                assert json.loads(body)["days"] == expected


# --- cost -----------------------------------------------------------------------------------------


async def test_a_read_costs_one_statement_and_none_when_it_is_in_memory(
    callers: Callers, website: RunningWebsite
) -> None:
    await website.heard_everything()
    await read(callers.player)  # a fresh connection first learns the types of what it is sent
    for client in (callers.anonymous, callers.player):
        website.parts.days.drop_all()
        with counted_statements(website) as sent:
            await read(client, "include_users=true")
            assert len(sent) == 1
            for query in ("include_users=true", "", "from=2026-11-25&to=2026-11-30"):
                await read(client, query)
            assert len(sent) == 1
            await read(client, "from=2026-11-01&to=2026-12-01")
            assert len(sent) == 2, "one statement fetches all the days that are missing"


async def test_a_write_costs_one_statement_and_drops_only_its_day(
    callers: Callers, website: RunningWebsite
) -> None:
    await read(callers.player)
    # A fresh connection first learns the types of what it is sent.
    await callers.player.delete(f"{AVAILABILITY}/2026-11-20")
    await say(callers.player, "MAYBE")
    await website.heard_everything()
    await read(callers.player)
    with counted_statements(website) as sent:
        await say(callers.player, "LOOKING")
        assert len(sent) == 1
        await callers.player.delete(f"{AVAILABILITY}/2026-11-20")
        assert len(sent) == 2
        await read(callers.player, "from=2026-11-21&to=2026-11-25")
    asked_for = website.parts.days.get([TODAY + timedelta(days=n) for n in range(1, 20)])
    assert asked_for is not None


async def test_links_changed_by_other_programs_change_counts_and_names(
    website: RunningWebsite, callers: Callers
) -> None:
    stranger = await add_person(website.sql, 555)
    await add_answer(website.sql, stranger, TODAY, "LOOKING")
    assert (await tonight(callers.player))["total"] == 0
    await add_link(website.sql, stranger, await add_player(website.sql, "g9", "Nine"))
    await becomes(lambda: queue(callers.player), ["Nine"])
