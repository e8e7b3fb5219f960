"""Every route with input that fits, by who may use it, and how a test asks it."""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

import httpx2

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
# What promoters, and who opened a day's room, get is proven in test_closing_evenings.
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


async def ask(client: httpx2.AsyncClient, case: Case, **more: Any) -> httpx2.Response:
    return await client.request(case.method, case.path, json=case.body, **more)
