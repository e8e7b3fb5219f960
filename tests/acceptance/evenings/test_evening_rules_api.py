"""`/api/evening-rules`: who may read and change them, what is refused, and who hears of it."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY

RULES = "/api/evening-rules"
NOTHING_SAID = {
    "session": True,
    "starts_at": None,
    "threshold": None,
    "call_at": None,
    "call_most": None,
    "call_below": None,
    "updated_at": None,
}
FRIDAY = {
    "weekday": 4,
    "session": True,
    "starts_at": "20:00",
    "threshold": 8,
    "call_at": "19:15",
    "call_most": 12,
    "call_below": 60,
}


async def put(client: httpx2.AsyncClient, *rules: dict[str, Any]) -> httpx2.Response:
    return await client.put(RULES, json={"rules": list(rules)})


async def test_everybody_signed_in_reads_them_and_nobody_is_named(callers: Callers) -> None:
    assert (await callers.anonymous.get(RULES)).status_code == 401
    for client, can_edit in (
        (callers.unlinked, False),
        (callers.player, False),
        (callers.promoter, False),
        (callers.admin, True),
    ):
        assert (await client.get(RULES)).json() == {
            "defaults": {"starts_at": "21:00", "threshold": 6},
            "rules": [{"weekday": day, **NOTHING_SAID} for day in range(7)],
            "can_edit": can_edit,
        }


async def test_only_admins_change_them(website: RunningWebsite, callers: Callers) -> None:
    assert (await put(callers.anonymous, FRIDAY)).status_code == 401
    for client in (callers.unlinked, callers.player, callers.promoter):
        for body in ({"rules": [FRIDAY]}, {"nonsense": True}):
            refused = await client.put(RULES, json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_admin")
    assert await website.sql.fetchval("SELECT count(*) FROM evening_rules") == 0


async def test_an_admin_changes_a_weekday_and_everything_follows_at_once(
    website: RunningWebsite, callers: Callers
) -> None:
    saved = await put(callers.admin, FRIDAY)
    assert saved.status_code == 200
    rules = saved.json()["rules"]
    assert rules[4] == FRIDAY | {"updated_at": "2026-11-20T19:30:00Z"}
    assert rules[3] == {"weekday": 3, **NOTHING_SAID}
    assert (await callers.player.get(RULES)).json()["rules"] == rules
    community = (await callers.anonymous.get("/api/community")).json()
    assert (community["start_time"], community["threshold"]) == ("20:00", 8)
    row = await website.sql.fetchrow("SELECT * FROM evening_rule_changes")
    assert row["changed_by"] == await website.user_id(callers.admin)


async def test_a_rule_is_replaced_whole_and_the_other_weekdays_stay(callers: Callers) -> None:
    await put(callers.admin, FRIDAY, FRIDAY | {"weekday": 5})
    rules = (await put(callers.admin, {"weekday": 4, "session": False})).json()["rules"]
    said = [{name: rule[name] for name in FRIDAY} for rule in rules if rule["updated_at"]]
    assert said == [
        dict.fromkeys(FRIDAY) | {"weekday": 4, "session": False},
        FRIDAY | {"weekday": 5},
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weekday": 7}, "rules.weekday"),
        ({"weekday": -1}, "rules.weekday"),
        ({"weekday": "4"}, "rules.weekday"),
        ({"weekday": None}, "rules.weekday"),
        ({"session": None}, "rules.session"),
        ({"session": "no"}, "rules.session"),
        ({"starts_at": "24:00"}, "rules.starts_at"),
        ({"starts_at": "8 pm"}, "rules.starts_at"),
        ({"starts_at": "20:00:30"}, "rules.starts_at"),
        ({"threshold": 1}, "rules.threshold"),
        ({"threshold": 100}, "rules.threshold"),
        ({"threshold": 6.5}, "rules.threshold"),
        ({"call_at": "20:00"}, "rules.call_at"),
        ({"call_at": "20:30"}, "rules.call_at"),
        ({"starts_at": None, "call_at": "21:00"}, "rules.call_at"),
        ({"call_at": "7"}, "rules.call_at"),
        ({"call_most": 0}, "rules.call_most"),
        ({"call_most": 1000}, "rules.call_most"),
    ],
)
async def test_what_does_not_fit_is_422_and_stores_nothing(
    website: RunningWebsite, callers: Callers, changed: dict[str, Any], field: str
) -> None:
    refused = await put(callers.admin, {"weekday": 0}, FRIDAY | changed)
    assert refused.status_code == 422, refused.text
    assert refused.json()["code"] == "invalid_input"
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await website.sql.fetchval("SELECT count(*) FROM evening_rules") == 0


@pytest.mark.parametrize(
    "body", [{}, {"rules": []}, {"rules": [{}]}, {"rules": [FRIDAY] * 8}, {"rules": FRIDAY}, []]
)
async def test_a_body_that_says_nothing_is_422(callers: Callers, body: Any) -> None:
    assert (await callers.admin.put(RULES, json=body)).status_code == 422


async def test_unknown_members_are_passed_over_where_the_needed_ones_are_there(
    callers: Callers,
) -> None:
    body = {"rules": [FRIDAY | {"note": "a"}], "note": 1}
    assert (await callers.admin.put(RULES, json=body)).json()["rules"][4]["threshold"] == 8
    for nothing_known in ({"note": 1}, {"rules": [{"note": 1}]}):
        assert (await callers.admin.put(RULES, json=nothing_known)).status_code == 422


async def test_a_weekday_is_named_once(callers: Callers) -> None:
    refused = await put(callers.admin, FRIDAY, FRIDAY)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "rules", "message": "Name each weekday once."}]


async def test_two_websites_agree_after_the_notice(
    website: RunningWebsite, callers: Callers
) -> None:
    """What another process saved arrives as a change of the table."""
    assert (await callers.player.get("/api/community")).json()["threshold"] == 6
    await website.sql.execute("INSERT INTO evening_rules (weekday, threshold) VALUES (4, 9)")
    await website.heard_everything()
    assert (await callers.player.get("/api/community")).json()["threshold"] == 9
    days = f"/api/availability?from={TODAY}&to={TODAY}"
    assert (await callers.player.get(days)).json()["session_ready"]["threshold"] == 9


AUDIT = "/api/admin/audit"


async def test_a_change_is_told_with_the_others_and_taken_back_once(callers: Callers) -> None:
    await put(callers.admin, FRIDAY)
    await put(callers.admin, FRIDAY)  # nothing changes, so nothing is noted
    await put(callers.admin, {**FRIDAY, "threshold": 10})
    latest, first = (await callers.admin.get(AUDIT)).json()["acts"]
    assert (latest["act"], latest["actor_name"]) == ("evenings.rule", "Odessa")
    details = latest["details"]
    assert (details["weekday"], details["before"]["threshold"], details["after"]["threshold"]) == (
        4,
        8,
        10,
    )
    undo = [f"{AUDIT}/{each['id']}/undo" for each in (first, latest)]
    refused = await callers.admin.post(undo[0])
    assert (refused.status_code, refused.json()["code"]) == (409, "undo_overtaken")
    assert (await callers.admin.post(undo[1])).status_code == 200
    friday = (await callers.admin.get(RULES)).json()["rules"][4]
    assert (friday["threshold"], friday["starts_at"]) == (8, "20:00")
    assert (await callers.admin.get("/api/community")).json()["threshold"] == 8
    assert (await callers.admin.post(undo[0])).status_code == 200
    assert (await callers.admin.get("/api/community")).json()["start_time"] == "21:00"
    again = await callers.admin.post(undo[1])
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")
