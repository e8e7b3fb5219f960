"""A caller that says whom it takes itself for changes nothing for somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import MISSHAPEN, refusal
from tests.support.routes import (
    ADMIN_CHANGES,
    CANCELLATIONS,
    CHANGES_FOR_ANYONE,
    CHANGES_FOR_THE_LINKED,
    CHANGES_FOR_THE_SIGNED_IN,
    DEVICE_REMOVALS,
    ELEVATED_CHANGES,
    ERASURES,
    HISTORY_CHANGES,
    PEOPLE_CHANGES,
    PLANNING_CHANGES,
    PREFERENCE_CHANGES,
    PRESSES,
    PROMOTER_CHANGES,
    WEBHOOK_CHANGES,
    Case,
    ask,
)
from tests.support.running.websites import RunningWebsite
from website.backend.dependencies import VIEWER_HEADER

SIGN_OUT, SIGN_IN = CHANGES_FOR_ANYONE
FOR_A_PERSON = [
    SIGN_OUT,
    *PRESSES,
    *CHANGES_FOR_THE_SIGNED_IN,
    *CHANGES_FOR_THE_LINKED,
    *PREFERENCE_CHANGES,
    *PROMOTER_CHANGES,
    *ELEVATED_CHANGES,
    *ADMIN_CHANGES,
    *WEBHOOK_CHANGES,
    *PEOPLE_CHANGES,
    *ERASURES,
    *CANCELLATIONS,
    *DEVICE_REMOVALS,
    *HISTORY_CHANGES,
    *PLANNING_CHANGES,
]


def as_viewer(believed: object) -> dict[str, str]:
    return {VIEWER_HEADER: str(believed)}


@pytest.mark.parametrize("case", FOR_A_PERSON, ids=lambda case: f"{case.method} {case.template}")
async def test_whoever_takes_itself_for_somebody_else_changes_nothing(
    website: RunningWebsite, callers: Callers, case: Case
) -> None:
    mine = await website.user_id(callers.admin)
    others = await website.user_id(callers.player)
    for believed in (others, 0, mine * 10, "", "nonsense"):
        answer = await ask(callers.admin, case, headers=as_viewer(believed))
        assert refusal(answer) == (403, "viewer_changed"), believed
    for content in MISSHAPEN:
        answer = await callers.admin.request(
            case.method, case.path, content=content, headers=as_viewer(others)
        )
        assert refusal(answer) == (403, "viewer_changed"), content
    assert (await callers.admin.get("/auth/me")).json()["linked_player"] is not None
    for table in ("availability_entries", "availability_promotion_campaigns", "planning_sessions"):
        assert await website.sql.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_whoever_is_right_or_says_nothing_is_served(
    website: RunningWebsite, callers: Callers
) -> None:
    mine = await website.user_id(callers.player)
    for case in CHANGES_FOR_THE_LINKED:
        assert (await ask(callers.player, case, headers=as_viewer(mine))).status_code == 200
        assert (await ask(callers.player, case)).status_code == 200
    answer = await ask(callers.anonymous, SIGN_OUT, headers=as_viewer(0))
    assert answer.status_code == 200


async def test_a_page_whose_viewer_is_gone_is_told_to_sign_in(
    website: RunningWebsite, callers: Callers
) -> None:
    mine = await website.user_id(callers.player)
    for case in CHANGES_FOR_THE_LINKED:
        answer = await ask(callers.anonymous, case, headers=as_viewer(mine))
        assert refusal(answer) == (401, "not_signed_in")


async def test_signing_in_asks_nobody_who_was_there_before(callers: Callers) -> None:
    answer = await ask(callers.player, SIGN_IN, headers=as_viewer(0))
    assert answer.status_code == 200


def test_every_route_that_changes_something_for_a_person_names_the_header(
    website: RunningWebsite,
) -> None:
    def names_it(operation: dict[str, Any]) -> int:
        named = [parameter["name"] for parameter in operation.get("parameters", [])]
        return named.count(VIEWER_HEADER)

    naming = {
        (method.upper(), path)
        for path, methods in website.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if names_it(operation) == 1
    }
    assert naming == {(case.method, case.template) for case in FOR_A_PERSON}
