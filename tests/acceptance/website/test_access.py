"""Who may do what (the availability document; contract, sections 3 to 5), for every route."""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.preferences import PUSH_DEVICE


class Case(NamedTuple):
    """One route with input that fits."""

    method: str
    path: str
    template: str
    body: dict[str, Any] | None = None


def _case(method: str, path: str, template: str | None = None, body: Any = None) -> Case:
    return Case(method, path, template or path.partition("?")[0], body)


FOR_ANYONE = [
    _case("GET", "/api/community"),
    _case("GET", "/api/start"),
    _case("GET", "/api/live-status"),
    _case("GET", "/api/availability"),
    _case("GET", "/api/availability/access"),
    _case("GET", "/api/availability/forecast"),
    _case("GET", "/api/availability/forecast/record"),
    _case("GET", "/auth/link/status"),
    _case("GET", "/auth/sandbox/personas"),
    _case("GET", "/api/sandbox/outbox"),
    _case("GET", "/api/planning/today"),
    _case("GET", "/api/evenings"),
    _case("GET", "/calendar.ics"),
    _case("GET", "/calendar/evenings/2026-11-20.ics", "/calendar/evenings/{day}.ics"),
    _case("GET", "/api/evenings/2026-11-19", "/api/evenings/{day}"),
    _case("GET", "/healthz"),
    _case("GET", "/readyz"),
    _case("GET", "/metrics"),
]
REDIRECTS = [
    _case("GET", "/auth/link/start"),
    _case("GET", "/i/nonsense", "/i/{secret}"),
]
# Who has the secret is who may read; what others get is proven in test_calendar_feeds_api.
BY_SECRET = [_case("GET", f"/calendar/{'x' * 43}.ics", "/calendar/{secret}.ics")]
NEEDING_DISCORD = [_case("GET", "/auth/login"), _case("GET", "/auth/callback")]
STREAMS = [_case("GET", "/api/availability/events")]
READS_FOR_THE_SIGNED_IN = [
    _case("GET", "/auth/me"),
    _case("GET", "/auth/sessions"),
    _case("GET", "/auth/players/search?q=sh"),
    _case("GET", "/auth/players/suggestions"),
    _case("GET", "/api/availability/me"),
    _case("GET", "/api/evening-rules"),
    _case("GET", "/api/evenings/me"),
    _case("GET", "/api/me/data"),
    _case("GET", "/api/me/data/answers.csv"),
    _case("GET", "/api/me/erasure"),
]
CHANGES_FOR_ANYONE = [
    _case("POST", "/auth/logout"),
    _case("POST", "/auth/sandbox/login", body={"discord_user_id": "777"}),
]
# Whose answer it is is proven in test_outbox_presses.
PRESSES = [
    _case(
        "POST",
        "/api/sandbox/outbox/1/press",
        "/api/sandbox/outbox/{outbox_id}/press",
        body={"data": "nothing"},
    )
]
CHANGES_FOR_THE_SIGNED_IN = [
    _case("POST", "/auth/players", body={"name": "Newcomer"}),
    _case("POST", "/auth/link", body={"player_guid": "guid-102"}),
    _case("DELETE", "/auth/link"),
    _case("POST", "/auth/discord/unlink"),
    _case("POST", "/auth/logout-everywhere"),
    _case("POST", "/auth/language", body={"language": "sl"}),
    _case("POST", "/auth/language/heard", body={"tag": "sl-SI"}),
]
# What becomes of it is proven in test_personal_data_api.
ERASURES = [_case("POST", "/api/me/erasure"), _case("DELETE", "/api/me/erasure")]
CHANGES_FOR_THE_LINKED = [
    _case("POST", "/api/availability", body={"date": "2026-11-20", "status": "LOOKING"}),
    _case("DELETE", "/api/availability/2026-11-20", "/api/availability/{day}"),
    _case("POST", "/api/calendar-feeds/own"),
    _case("DELETE", "/api/calendar-feeds/own"),
    _case("POST", "/api/me/name", body={"name": "Nightjar"}),
]
READS_FOR_THE_LINKED = [_case("GET", "/api/me/name"), _case("GET", "/api/calendar-feeds")]
# Who may use these is proven in test_preferences_api, where contact data can be stored.
_TELEGRAM = {"channel_type": "telegram"}
PREFERENCE_READS = [
    _case("GET", "/api/availability/settings"),
    _case("GET", "/api/availability/preferences"),
    _case("GET", "/api/availability/subscriptions"),
    _case("GET", "/api/availability/promotion-preferences"),
    _case("GET", "/api/availability/notices"),
    _case("GET", "/api/availability/away"),
    _case("GET", "/api/availability/usual"),
    _case("GET", "/api/availability/push"),
]
PREFERENCE_CHANGES = [
    _case("POST", "/api/availability/settings", body={"sound_enabled": False}),
    _case("POST", "/api/availability/preferences", body={"sound_enabled": True}),
    _case(
        "POST",
        "/api/availability/subscriptions",
        body={"channel_type": "discord", "enabled": True},
    ),
    _case(
        "POST",
        "/api/availability/subscriptions/discord/test",
        "/api/availability/subscriptions/{channel_type}/test",
    ),
    _case(
        "DELETE",
        "/api/availability/subscriptions/telegram",
        "/api/availability/subscriptions/{channel_type}",
    ),
    _case("POST", "/api/availability/link-token", body=_TELEGRAM),
    _case("POST", "/api/availability/promotion-preferences", body={"allow_promotions": True}),
    _case("POST", "/api/availability/away", body={"until": None}),
    _case(
        "POST",
        "/api/availability/usual",
        body={"weekdays": [{"weekday": 4, "mode": "off"}]},
    ),
    _case("POST", "/api/availability/usual/week"),
    _case("POST", "/api/availability/push/devices", body=PUSH_DEVICE),
    _case("POST", "/api/availability/push/press", body={"data": "nothing"}),
    _case(
        "POST",
        "/api/availability/usual/week/undo",
        body={"given_at": "2026-11-20T19:30:00Z", "days": ["2026-11-20"]},
    ),
]
FOR_THE_CHATS_SIDE = [
    _case(
        "POST",
        "/api/availability/link-confirm",
        body={**_TELEGRAM, "token": "wrong", "channel_address": "123456789"},
    )
]
# Whose pictures one sees is proven in test_avatars.
PICTURES = [_case("GET", "/api/avatars/1", "/api/avatars/{user_id}")]
# What promoters get is proven in test_promotions_api.
CAMPAIGN_READS = [
    _case("GET", "/api/availability/promotions/campaign"),
    _case("GET", "/api/calls/today"),
]
PROMOTER_READS = [
    _case("GET", "/api/availability/promotions/preview"),
    _case("GET", "/api/availability/promotions/campaigns"),
    _case("GET", "/api/calls/preview"),
]
PROMOTER_CHANGES = [
    _case("POST", "/api/availability/promotions/campaigns", body={"dry_run": True}),
    _case("POST", "/api/calls", body={}),
    _case("POST", "/api/calls/today/stop"),
]
# What admins get is proven in test_evening_rules_api, test_rights_api, test_profiles_api.
ADMIN_READS = [
    _case("GET", "/api/admin/rights"),
    _case("GET", "/api/admin/rights/search?q=sh"),
    _case("GET", "/api/admin/audit"),
    _case("GET", "/api/admin/health"),
    _case("GET", "/api/admin/deliveries"),
    _case("GET", "/api/admin/deliveries/people?date=2026-11-20"),
    _case("GET", "/api/admin/players?q=sh"),
    _case("GET", "/api/admin/players/accounts"),
    _case("GET", "/api/admin/tokens"),
]
# What admins get is proven in test_webhooks_api, where addresses can be stored.
_WEBHOOK = "/api/admin/webhooks/{webhook_id}"
WEBHOOK_READS = [
    _case("GET", "/api/admin/webhooks"),
    _case("GET", "/api/admin/webhooks/1/deliveries", f"{_WEBHOOK}/deliveries"),
]
WEBHOOK_CHANGES = [
    _case(
        "POST",
        "/api/admin/webhooks",
        body={"label": "Chat", "address": "https://a.example/", "events": ["session.ready"]},
    ),
    _case(
        "PUT",
        "/api/admin/webhooks/1",
        _WEBHOOK,
        body={"label": "Chat", "events": ["session.ready"], "on": True},
    ),
    _case("POST", "/api/admin/webhooks/1/secret", f"{_WEBHOOK}/secret"),
    _case("POST", "/api/admin/webhooks/1/test", f"{_WEBHOOK}/test"),
    _case("DELETE", "/api/admin/webhooks/1", _WEBHOOK),
]
_RIGHT = "/api/admin/rights/{discord_user_id}"
_FILE = base64.b64encode(b"guid,name\ng1,Shade\n").decode()
_GUID = {"guid": "guid-102"}
ADMIN_CHANGES = [
    _case("PUT", "/api/admin/rights/777", _RIGHT, body={"tier": "promoter"}),
    _case("DELETE", "/api/admin/rights/777", _RIGHT),
    _case("POST", "/api/admin/audit/1/undo", "/api/admin/audit/{act_id}/undo"),
    _case("POST", "/api/admin/players/rename", body=_GUID | {"name": "Umbra"}),
    _case("POST", "/api/admin/players/aliases", body=_GUID | {"alias": "Nox"}),
    _case("POST", "/api/admin/players/aliases/remove", body=_GUID | {"alias": "Nox"}),
    _case("POST", "/api/admin/players/rating", body=_GUID | {"rating": 27.5}),
    _case("POST", "/api/admin/players/link", body=_GUID | {"user_id": 1}),
    _case("POST", "/api/admin/players/unlink", body=_GUID),
    _case(
        "POST", "/api/admin/players/merge/preview", body={"keep": "guid-102", "gone": "guid-103"}
    ),
    _case("POST", "/api/admin/players/merge", body={"keep": "guid-102", "gone": "guid-103"}),
    _case("POST", "/api/admin/players/split", body=_GUID),
    _case("POST", "/api/admin/players/detach", body=_GUID | {"discord_user_id": "103"}),
    _case("POST", "/api/admin/players/import/preview", body={"file": _FILE}),
    _case("POST", "/api/admin/players/import", body={"file": _FILE, "fingerprint": "none"}),
    _case("POST", "/api/admin/tokens", body={"label": "Widget", "scope": "public"}),
    _case("DELETE", "/api/admin/tokens/1", "/api/admin/tokens/{token_id}"),
    _case("PUT", "/api/evening-rules", body={"rules": [{"weekday": 4, "session": True}]}),
]
# What admins get is proven in test_personal_data_api.
_PERSON = "/api/admin/people/{user_id}"
PEOPLE_READS = [
    _case("GET", "/api/admin/erasures"),
    _case("GET", "/api/admin/people/1/data", f"{_PERSON}/data"),
    _case("GET", "/api/admin/people/1/data/answers.csv", f"{_PERSON}/data/answers.csv"),
    _case("GET", "/api/admin/people/1/erasure", f"{_PERSON}/erasure"),
]
PEOPLE_CHANGES = [
    _case("POST", "/api/admin/people/1/erasure", f"{_PERSON}/erasure"),
    _case("DELETE", "/api/admin/people/1/erasure", f"{_PERSON}/erasure"),
]
# For promoters and admins alike, also for an admin without a player.
ELEVATED_READS = [_case("GET", "/api/members"), _case("GET", "/api/invites")]
ELEVATED_CHANGES = [
    _case("POST", "/api/invites", body={"label": "Friends"}),
    _case("DELETE", "/api/invites/1", "/api/invites/{invite_id}"),
]
# Whose device it is is proven in test_push_api.
DEVICE_REMOVALS = [
    _case(
        "DELETE", "/api/availability/push/devices/1", "/api/availability/push/devices/{device_id}"
    )
]
CANCELLATIONS = [
    _case(
        "POST",
        "/api/availability/promotions/campaigns/1/cancel",
        "/api/availability/promotions/campaigns/{campaign_id}/cancel",
    )
]
# What promoters, and who opened a day's room, get is proven in test_history_api.
HISTORY_CHANGES = [
    _case(
        "POST",
        "/api/evenings/2026-11-19/close",
        "/api/evenings/{day}/close",
        body={"played": True, "present": []},
    )
]
# What linked people get where there is a room is proven in test_planning_api.
PLANNING_CHANGES = [
    _case("POST", "/api/planning/today/create"),
    _case("POST", "/api/planning/today/join"),
    _case("POST", "/api/planning/today/suggestions", body={"name": "Owls"}),
    _case("POST", "/api/planning/today/vote", body={"suggestion_id": 1}),
    _case("POST", "/api/planning/today/teams", body={"side_a": [], "side_b": []}),
    _case("POST", "/api/planning/today/balanced-teams", body={}),
    _case("POST", "/api/planning/today/ping"),
]
CHANGES = [*PRESSES, *CHANGES_FOR_ANYONE, *CHANGES_FOR_THE_SIGNED_IN, *CHANGES_FOR_THE_LINKED]
EVERYTHING = [
    *FOR_ANYONE,
    *PICTURES,
    *REDIRECTS,
    *BY_SECRET,
    *NEEDING_DISCORD,
    *STREAMS,
    *READS_FOR_THE_SIGNED_IN,
    *CHANGES,
    *PREFERENCE_READS,
    *PREFERENCE_CHANGES,
    *FOR_THE_CHATS_SIDE,
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
JSON = {"Content-Type": "application/json"}
MISSHAPEN: list[Any] = [b"", b"{", b"[]", b"\xff\xfe", b'{"date": 1, "name": 2, "player_guid": {}}']


async def ask(client: httpx2.AsyncClient, case: Case, **more: Any) -> httpx2.Response:
    return await client.request(case.method, case.path, json=case.body, **more)


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) <= {"detail", "code", "errors"}
    assert body["detail"].endswith(".")
    return answer.status_code, body["code"]


async def test_this_file_knows_every_route(website: RunningWebsite) -> None:
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
