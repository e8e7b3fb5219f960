"""Who may do what (the availability document; contract, sections 3 to 5), for every route."""

from __future__ import annotations

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON, MISSHAPEN, refusal
from tests.support.routes import (
    ADMIN_CHANGES,
    ADMIN_READS,
    CAMPAIGN_READS,
    CANCELLATIONS,
    CHANGES,
    CHANGES_FOR_THE_LINKED,
    CHANGES_FOR_THE_SIGNED_IN,
    DEVICE_REMOVALS,
    ELEVATED_CHANGES,
    ELEVATED_READS,
    ERASURES,
    EVERYTHING,
    FOR_ANYONE,
    HISTORY_CHANGES,
    PEOPLE_CHANGES,
    PEOPLE_READS,
    PLANNING_CHANGES,
    PROMOTER_CHANGES,
    PROMOTER_READS,
    READS_FOR_THE_LINKED,
    READS_FOR_THE_SIGNED_IN,
    WEBHOOK_CHANGES,
    WEBHOOK_READS,
    ask,
)
from tests.support.running.websites import RunningWebsite


async def test_the_cases_know_every_route(website: RunningWebsite) -> None:
    paths = website.app.openapi()["paths"]
    served = {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}
    assert served == {(case.method, case.template) for case in EVERYTHING}


async def test_anybody_may_read_the_aggregates_and_what_they_may_do(callers: Callers) -> None:
    for client in (callers.anonymous, callers.unlinked, *callers.linked):
        for case in FOR_ANYONE:
            assert (await ask(client, case)).status_code == 200, case


async def test_signed_out_callers_get_401_whatever_they_send(callers: Callers) -> None:
    needing = [
        *READS_FOR_THE_SIGNED_IN,
        *CHANGES_FOR_THE_SIGNED_IN,
        *CHANGES_FOR_THE_LINKED,
        *CAMPAIGN_READS,
        *PROMOTER_READS,
        *PROMOTER_CHANGES,
        *ADMIN_READS,
        *WEBHOOK_READS,
        *READS_FOR_THE_LINKED,
        *ELEVATED_READS,
        *ELEVATED_CHANGES,
        *ADMIN_CHANGES,
        *WEBHOOK_CHANGES,
        *PEOPLE_READS,
        *PEOPLE_CHANGES,
        *ERASURES,
        *CANCELLATIONS,
        *DEVICE_REMOVALS,
        *HISTORY_CHANGES,
        *PLANNING_CHANGES,
    ]
    for case in needing:
        assert refusal(await ask(callers.anonymous, case)) == (401, "not_signed_in"), case
        for content in MISSHAPEN:
            answer = await callers.anonymous.request(
                case.method, case.path, content=content, headers=JSON
            )
            assert refusal(answer) == (401, "not_signed_in"), (case, content)
    for path in (
        "/api/availability/me?from=nonsense",
        "/auth/players/search?q=",
        "/auth/players/search",
        "/api/availability/promotions/campaign?date=nonsense",
        "/api/availability/promotions/preview?include_maybe=nonsense",
        "/api/availability/promotions/campaigns?before=nonsense",
    ):
        assert refusal(await callers.anonymous.get(path)) == (401, "not_signed_in"), path
    answer = await callers.anonymous.delete("/api/availability/nonsense")
    assert refusal(answer) == (401, "not_signed_in")


async def test_a_body_too_large_tells_an_outsider_no_more_than_any_other(callers: Callers) -> None:
    huge = b'{"date": "' + b"x" * 100_000 + b'"}'
    answer = await callers.anonymous.post("/api/availability", content=huge)
    assert refusal(answer) == (401, "not_signed_in")
    answer = await callers.unlinked.post("/api/availability", content=huge)
    assert refusal(answer) == (403, "not_linked")


async def test_a_session_that_does_not_exist_is_no_session(website: RunningWebsite) -> None:
    for cookie in ("muster_session=nonsense", f"muster_session={'x' * 5000}", "muster_session="):
        client = await website.client(Cookie=cookie)
        assert refusal(await client.get("/auth/me")) == (401, "not_signed_in")
        assert (await client.get("/api/availability")).status_code == 200


async def test_unlinked_people_get_403_on_answers_whatever_they_send(callers: Callers) -> None:
    for case in (
        *READS_FOR_THE_LINKED,
        *CHANGES_FOR_THE_LINKED,
        *HISTORY_CHANGES,
        *PLANNING_CHANGES,
    ):
        assert refusal(await ask(callers.unlinked, case)) == (403, "not_linked")
        for content in MISSHAPEN:
            answer = await callers.unlinked.request(
                case.method, case.path, content=content, headers=JSON
            )
            assert refusal(answer) == (403, "not_linked"), (case, content)


async def test_only_promoters_promote_whatever_the_others_send(callers: Callers) -> None:
    for client, expected in (
        (callers.unlinked, (403, "not_linked")),
        (callers.player, (403, "not_promoter")),
    ):
        for case in (*PROMOTER_READS, *PROMOTER_CHANGES):
            assert refusal(await ask(client, case)) == expected, case
        for case in PROMOTER_READS:
            answer = await client.get(f"{case.path}?include_maybe=nonsense&before=nonsense")
            assert refusal(answer) == expected, case
        for case in PROMOTER_CHANGES:
            for content in MISSHAPEN:
                answer = await client.request(case.method, case.path, content=content, headers=JSON)
                assert refusal(answer) == expected, (case, content)
    for client in (callers.promoter, callers.admin):
        for case in (*PROMOTER_READS, *PROMOTER_CHANGES):
            assert (await ask(client, case)).is_success, case


async def test_admins_alone_read_and_change_what_is_theirs(callers: Callers) -> None:
    for client in (callers.unlinked, callers.player, callers.promoter):
        for case in (*ADMIN_READS, *ADMIN_CHANGES, *WEBHOOK_READS, *WEBHOOK_CHANGES):
            assert refusal(await ask(client, case)) == (403, "not_admin"), case
        for case in (*ADMIN_CHANGES, *WEBHOOK_CHANGES):
            for content in MISSHAPEN:
                answer = await client.request(case.method, case.path, content=content, headers=JSON)
                assert refusal(answer) == (403, "not_admin"), (case, content)
    for case in ADMIN_READS:
        assert (await ask(callers.admin, case)).status_code == 200, case


async def test_members_and_invites_are_for_promoters_and_admins(
    website: RunningWebsite, callers: Callers
) -> None:
    for client in (callers.unlinked, callers.player):
        for case in (*ELEVATED_READS, *ELEVATED_CHANGES):
            assert refusal(await ask(client, case)) == (403, "not_promoter"), case
            for content in MISSHAPEN:
                answer = await client.request(case.method, case.path, content=content, headers=JSON)
                assert refusal(answer) == (403, "not_promoter"), (case, content)
    assert (await callers.promoter.delete("/auth/link")).status_code == 200
    assert refusal(await ask(callers.promoter, ELEVATED_READS[0])) == (403, "not_promoter")
    assert (await callers.promoter.post("/auth/link", json={"player_guid": "guid-103"})).is_success
    assert (await callers.admin.delete("/auth/link")).status_code == 200
    for client in (callers.promoter, callers.admin):
        for case in (*ELEVATED_READS, *ELEVATED_CHANGES):
            assert (await ask(client, case)).is_success, case


async def test_everybody_signed_in_reads_the_campaign(callers: Callers) -> None:
    for client in (callers.unlinked, *callers.linked):
        for case in CAMPAIGN_READS:
            assert (await ask(client, case)).status_code == 200


async def test_a_campaign_is_cancelled_by_its_promoter_or_an_admin(callers: Callers) -> None:
    for case in CANCELLATIONS:
        assert refusal(await ask(callers.promoter, case)) == (404, "campaign_not_found")
        assert (await ask(callers.promoter, PROMOTER_CHANGES[0])).status_code == 201
        for client in (callers.unlinked, callers.player):
            assert refusal(await ask(client, case)) == (403, "not_your_campaign")
        for client in (callers.admin, callers.promoter):
            assert (await ask(client, case)).status_code == 200


async def test_linked_people_may_answer(callers: Callers) -> None:
    *answers, name = CHANGES_FOR_THE_LINKED
    for number, client in enumerate(callers.linked):
        for case in (*answers, name._replace(body={"name": f"Nightjar {number}"})):
            assert (await ask(client, case)).status_code == 200
        for case in READS_FOR_THE_LINKED:
            assert (await ask(client, case)).status_code == 200


async def test_linked_people_plan_and_teams_are_for_who_opened_the_room(
    website: RunningWebsite, callers: Callers
) -> None:
    teams = PLANNING_CHANGES[4]
    for client in callers.linked:
        assert refusal(await ask(client, teams)) == (404, "no_planning_room")
    await website.sql.execute(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ('2026-11-20', $1, now(), now())",
        await website.user_id(callers.player),
    )
    await website.sql.execute(
        "INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)"
        " SELECT id, 'Bats', created_by_user_id, now() FROM planning_sessions"
    )
    stranger = await website.signed_in(777, player="Nightjar")
    for client in (callers.player, stranger):
        for number, case in enumerate(PLANNING_CHANGES):
            body = {"name": "Owls" if client is stranger else "Rooks"} if number == 2 else case.body
            answer = await ask(client, case._replace(body=body))
            if case is teams and client is stranger:
                assert refusal(answer) == (403, "not_team_editor")
                for content in MISSHAPEN:
                    refused = await client.post(case.path, content=content, headers=JSON)
                    assert refusal(refused) == (403, "not_team_editor"), content
            elif number == 5 and client is callers.player:
                assert refusal(answer) == (409, "too_few_players")
            else:
                assert answer.status_code == 200, (case, answer.text)
    for client in (callers.promoter, callers.admin):
        assert (await ask(client, teams)).status_code == 200


async def test_changes_need_the_header_that_forms_of_other_sites_cannot_send(
    website: RunningWebsite, callers: Callers
) -> None:
    for client in (callers.player, callers.admin):
        del client.headers["X-Requested-With"]
        for case in (
            *CHANGES,
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
        ):
            assert refusal(await ask(client, case)) == (403, "csrf_header_missing"), case
            wrong = await ask(client, case, headers={"X-Requested-With": "fetch"})
            assert refusal(wrong) == (403, "csrf_header_missing"), case
            for content in MISSHAPEN:
                answer = await client.request(case.method, case.path, content=content, headers=JSON)
                assert refusal(answer) == (403, "csrf_header_missing"), case
        assert (await client.get("/auth/me")).json()["linked_player"] is not None
    assert await website.sql.fetchval("SELECT count(*) FROM availability_entries") == 0


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anonymous", (False, False, False, False, False)),
        ("unlinked", (True, False, False, False, False)),
        ("player", (True, True, True, False, False)),
        ("promoter", (True, True, True, False, True)),
        ("admin", (True, True, True, True, True)),
    ],
)
async def test_access_says_what_the_viewer_may_do(
    website: RunningWebsite, callers: Callers, who: str, expected: tuple[bool, ...]
) -> None:
    client: httpx2.AsyncClient = getattr(callers, who)
    answer = (await client.get("/api/availability/access")).json()
    names = ("authenticated", "linked_discord", "can_submit", "is_admin", "can_promote")
    assert tuple(answer[name] for name in names) == expected
    assert set(answer) == {*names, "website_user_id"}
    mine = None if who == "anonymous" else await website.user_id(client)
    assert answer["website_user_id"] == mine


async def test_a_promoter_who_is_not_linked_may_not_promote(website: RunningWebsite) -> None:
    for discord_user_id in (103, 104):
        client = await website.signed_in(discord_user_id)
        access = (await client.get("/api/availability/access")).json()
        assert (access["can_promote"], access["can_submit"]) == (False, False)
        assert access["is_admin"] is (discord_user_id == 104)
