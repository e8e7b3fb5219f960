"""What every answer carries, what is compressed and cached, and what operators read."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import EVENING, PLAYER, TODAY, add_player, settings_for

KINDS_OF_ANSWERS = [
    ("GET", "/"),
    ("GET", "/assets/index-abc123.js"),
    ("GET", "/api/docs"),
    ("GET", "/api/availability"),
    ("GET", "/api/community"),
    ("GET", "/api/openapi.json"),
    ("GET", "/auth/link/start"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/nothing"),
    ("GET", "/auth/me"),
    ("GET", "/auth/login"),
    ("GET", "/api/availability?from=x"),
    ("POST", "/api/availability"),
    ("PUT", "/api/availability"),
    ("POST", "/auth/sandbox/login"),
]


def directives(answer: httpx2.Response) -> dict[str, list[str]]:
    policy = answer.headers["content-security-policy"]
    parts = [part.split() for part in policy.split(";")]
    return {name: values for name, *values in parts}


async def test_every_kind_of_answer_has_the_security_headers(website: RunningWebsite) -> None:
    client = await website.client()
    seen: set[int] = set()
    for method, path in KINDS_OF_ANSWERS:
        answer = await client.request(method, path)
        seen.add(answer.status_code)
        policy = directives(answer)
        assert policy["default-src"] == ["'none'"]
        assert policy["script-src"] == ["'self'"], "no inline script, no foreign host"
        assert policy["frame-ancestors"] == ["'none'"]
        assert policy["base-uri"] == ["'none'"]
        allowed = {value for values in policy.values() for value in values}
        assert allowed <= {"'none'", "'self'", "data:"}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in answer.headers
        assert answer.headers["x-request-id"]
    assert seen == {200, 302, 401, 404, 405, 422, 503}


async def test_an_unchanged_answer_has_them_too(website: RunningWebsite) -> None:
    client = await website.client()
    for path in ("/", "/api/availability"):
        etag = (await client.get(path)).headers["etag"]
        answer = await client.get(path, headers={"If-None-Match": etag})
        assert answer.status_code == 304
        assert "content-security-policy" in answer.headers


async def test_on_https_browsers_are_told_to_stay_there(database_url: str) -> None:
    settings = settings_for(
        database_url, muster_sandbox=False, frontend_origin="https://muster.example.org"
    )
    async with running_website(settings) as website:
        answer = await (await website.client()).get("/healthz")
        assert "max-age=" in answer.headers["strict-transport-security"]


async def test_every_request_has_its_own_id(website: RunningWebsite) -> None:
    client = await website.client()
    ids = {(await client.get("/healthz")).headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20
    invented = await client.get("/healthz", headers={"X-Request-Id": "invented"})
    assert invented.headers["x-request-id"] != "invented"


async def test_answers_about_people_are_not_stored_by_caches(callers: Callers) -> None:
    refused = await callers.anonymous.get("/auth/me")
    assert refused.headers["cache-control"] == "no-store"
    for path in ("/auth/me", "/auth/link/status", "/api/availability/access", "/auth/link/start"):
        answer = await callers.player.get(path)
        assert answer.headers.get_list("cache-control") == ["no-store"], path
    answers = await callers.player.get("/api/availability")
    assert answers.headers.get_list("cache-control") == ["private, no-cache"]


async def test_the_page_is_revalidated_and_its_hashed_assets_kept_for_good(
    website: RunningWebsite,
) -> None:
    client = await website.client()
    assert (await client.get("/")).headers["cache-control"] == "no-cache"
    asset = await client.get("/assets/index-abc123.js", headers={"Accept-Encoding": "identity"})
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")
    async with client.stream(
        "GET", "/assets/index-abc123.js", headers={"Accept-Encoding": "br"}
    ) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert (answer.headers["content-encoding"], raw) == ("br", b"brotli bytes")
    assert "Accept-Encoding" in answer.headers["vary"]
    assert (await client.head("/")).status_code == 200


async def test_json_is_compressed_where_it_is_worth_it(
    website: RunningWebsite, callers: Callers
) -> None:
    for number in range(20):
        await add_player(website.sql, f"guid-{number}-of-a-player", f"Falcon {number:02}")
    for path in ("/api/availability", "/auth/players/search?q=falcon", "/api/openapi.json"):
        plain = await callers.player.get(path, headers={"Accept-Encoding": "identity"})
        async with callers.player.stream(
            "GET", path, headers={"Accept-Encoding": "gzip"}
        ) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == plain.content
        assert len(raw) < len(plain.content) / 2
        assert "Accept-Encoding" in answer.headers["vary"]
        assert "content-encoding" not in plain.headers


async def test_without_a_built_page_the_api_works_and_the_page_says_so(
    database_url: str, tmp_path: Path
) -> None:
    async with running_website(settings_for(database_url), page=tmp_path / "none") as website:
        client = await website.client()
        assert (await client.get("/")).status_code == 503
        assert (await client.get("/api/availability")).status_code == 200


# --- metrics --------------------------------------------------------------------------------------


async def scraped(client: httpx2.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_metrics_count_and_time_requests_by_route_and_status(
    website: RunningWebsite, callers: Callers
) -> None:
    for _ in range(3):
        await callers.anonymous.get("/api/availability?from=2026-11-20")
    await callers.anonymous.get("/auth/me")
    await callers.player.delete(f"/api/availability/{TODAY}")
    metrics = await scraped(callers.anonymous)

    def requests(method: str, route: str, status: int) -> float:
        labels = f'method="{method}",route="{route}",status="{status}"'
        return metrics[f"muster_http_requests_total{{{labels}}}"]

    assert requests("GET", "/api/availability", 200) == 3
    assert requests("GET", "/auth/me", 401) == 1
    assert requests("DELETE", "/api/availability/{day}", 200) == 1
    latency = 'muster_http_request_seconds_count{method="GET",route="/api/availability"}'
    assert metrics[latency] == 3
    assert metrics["muster_change_listener_connected"] == 1
    assert metrics["muster_open_streams"] == 0
    assert 'muster_database_connections{state="idle"}' in metrics
    assert 'muster_database_connections{state="busy"}' in metrics


async def test_metrics_hold_patterns_never_what_people_sent(
    website: RunningWebsite, callers: Callers
) -> None:
    secret = "s3cr3t"
    await callers.player.get(f"/auth/players/search?q={secret}")
    await callers.player.delete(f"/api/availability/{secret}")
    await callers.anonymous.get(f"/{secret}")
    await callers.anonymous.request(secret.upper(), "/")
    text = (await callers.anonymous.get("/metrics")).text
    assert secret not in text.lower()


async def heartbeat(website: RunningWebsite, **discord: object) -> None:
    """The bot's sign of life, given this evening."""
    await website.sql.execute(
        "INSERT INTO live_status VALUES ('bot', $1::jsonb, $2) ON CONFLICT (status_type)"
        " DO UPDATE SET status_data = EXCLUDED.status_data, updated_at = EXCLUDED.updated_at",
        json.dumps({"started_at": EVENING.isoformat(), "channels": [], "discord": discord}),
        EVENING,
    )


def of_discord(metrics: dict[str, float]) -> dict[str, float]:
    """The bot's metrics that say something: what is not 0."""
    names = ("muster_bot_up", "muster_discord_")
    return {name: value for name, value in metrics.items() if value and name.startswith(names)}


async def test_metrics_tell_how_the_bot_and_discord_are(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.client()
    states = [name for name in await scraped(client) if name.startswith("muster_discord_gateway")]
    assert len(states) == 6, "one for each state, also while nothing is known"
    assert of_discord(await scraped(client)) == {}
    await heartbeat(website, gateway="bad_token", problems={"tonight": "missing_permissions"})
    assert of_discord(await scraped(client)) == {
        "muster_bot_up": 1,
        'muster_discord_gateway{state="bad_token"}': 1,
        'muster_discord_problems{code="missing_permissions",what="tonight"}': 1,
    }
    await heartbeat(website, gateway="connected", problems={})
    assert of_discord(await scraped(client)) == {
        "muster_bot_up": 1,
        'muster_discord_gateway{state="connected"}': 1,
    }
    clock.move_to(EVENING + timedelta(minutes=4))
    assert of_discord(await scraped(client)) == {}


async def test_metrics_tell_on_which_channels_nothing_leaves(website: RunningWebsite) -> None:
    client = await website.client()
    problems = {"signal": "captcha_required", 'x"}': {}}
    await website.sql.execute(
        "INSERT INTO live_status VALUES ('bot', $1::jsonb, $2)",
        json.dumps({"channel_problems": problems}),
        EVENING,
    )
    metrics = await scraped(client)
    assert {name: value for name, value in metrics.items() if "channel_problems" in name} == {
        'muster_channel_problems{channel="signal",code="captcha_required"}': 1,
        'muster_channel_problems{channel="x__",code="unknown"}': 1,
    }


async def test_metrics_tell_on_which_channels_nobody_is_heard(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.client()
    await website.sql.execute(
        "INSERT INTO live_status VALUES ('bot', $1::jsonb, $2)",
        json.dumps({"unheard": {"telegram": "conflict"}}),
        EVENING,
    )
    sample = 'muster_channel_unheard{channel="telegram",code="conflict"}'
    metrics = await scraped(client)
    assert {name: value for name, value in metrics.items() if "unheard" in name} == {sample: 1}
    clock.move_to(EVENING + timedelta(minutes=4))
    assert sample not in await scraped(client)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("1970-01-02T00:00:00+00:00", 86400), (None, 0), ("never", 0), (5, 0), ("0001-01-01", 0)],
)
async def test_metrics_tell_when_the_newest_backup_was_made(
    website: RunningWebsite, said: object, seconds: float
) -> None:
    client, name = await website.client(), "muster_backup_newest_timestamp_seconds"
    assert name not in await scraped(client)
    await website.sql.execute(
        "INSERT INTO live_status VALUES ('bot', $1::jsonb, $2)",
        json.dumps({"last_backup": said}),
        EVENING,
    )
    assert (await scraped(client))[name] == seconds


async def test_a_sign_of_life_grows_old_also_while_the_database_is_gone(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.client()
    await heartbeat(website, gateway="connected")
    assert (await scraped(client))["muster_bot_up"] == 1
    await website.parts.database.close(within=1)
    assert (await scraped(client))["muster_bot_up"] == 1
    clock.move_to(EVENING + timedelta(minutes=4))
    assert (await scraped(client))["muster_bot_up"] == 0


@pytest.mark.parametrize(
    "discord",
    [
        {"gateway": ["connected"], "problems": []},
        {"gateway": None, "problems": {'a"} 1\n': "\u0161", "A": {}, "": "x" * 500}},
        {"gateway": "made_up", "problems": {str(number): number for number in range(500)}},
    ],
)
async def test_a_heartbeat_that_makes_no_sense_spoils_no_metric(
    website: RunningWebsite, discord: dict[str, object]
) -> None:
    await heartbeat(website, **discord)
    metrics = await scraped(await website.client())
    assert metrics["muster_bot_up"] == 1
    problems = [name for name in metrics if name.startswith("muster_discord_problems")]
    assert len(problems) <= 20
    pattern = r'muster_discord_problems\{code="[a-z0-9_]{1,64}",what="[a-z0-9_]{1,64}"\}'
    assert all(re.fullmatch(pattern, name) for name in problems)
    assert not any(
        value for name, value in metrics.items() if name.startswith("muster_discord_gateway")
    )


# --- logs -----------------------------------------------------------------------------------------


async def test_logs_hold_patterns_never_secrets_cookies_or_queries(
    website: RunningWebsite, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await website.signed_in(PLAYER, username="namedperson", player="Shade")
    token = client.cookies["muster_session"]
    await client.get("/auth/players/search?q=searchedfor")
    await client.post("/api/availability?leak=query", json={"date": "bodytext", "status": "x"})
    await client.get("/auth/callback?code=thecode&state=thestate")
    await client.post("/auth/logout")
    captured = capsys.readouterr()
    logged = captured.out + captured.err
    assert "/auth/logout" in logged
    for secret in (token, "searchedfor", "leak=", "bodytext", "thecode", "thestate", "namedperson"):
        assert secret not in logged, secret
    assert re.search(r"route=\S*/api/availability", re.sub(r"\x1b\[[0-9;]*m", "", logged))
