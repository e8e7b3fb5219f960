"""Webhooks as admins keep them: added, changed, tried, and switched off."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from muster.clock import utc_now
from tests.acceptance.conftest import Callers
from tests.support.fakes.webhook_receiver import Receiver, status
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from tests.support.scenes.promoting import Json
from tests.support.scenes.speaking import error as refused
from tests.support.scenes.webhooks import WEBHOOKS, add, body, deliver


async def webhooks(client: Any) -> list[Json]:
    answered = await client.get(WEBHOOKS)
    assert answered.status_code == 200, answered.text
    return answered.json()["webhooks"]


async def deliveries(client: Any, webhook_id: int = 1) -> list[Json]:
    answered = await client.get(f"{WEBHOOKS}/{webhook_id}/deliveries")
    assert answered.status_code == 200, answered.text
    return answered.json()["deliveries"]


async def test_a_webhook_is_added_changed_and_removed(
    callers: Callers, website: RunningWebsite
) -> None:
    made = await add(callers.admin, events=["teams.saved", "session.ready", "teams.saved"])
    assert made["webhook"] == {
        "id": 1,
        "label": "Chat",
        "address": "https://hooks.example.org",
        "events": ["session.ready", "teams.saved"],
        "state": "on",
        "failures": 0,
        "failing_since": None,
        "created_by": "Odessa",
        "created_at": "2026-11-20T19:30:00Z",
        "updated_at": "2026-11-20T19:30:00Z",
        "former_secret_until": None,
        "waiting": 0,
        "last_delivered_at": None,
    }
    assert made["secret"].startswith("whsec_")
    listed = await callers.admin.get(WEBHOOKS)
    assert listed.json() == {"webhooks": [made["webhook"]], "most": 10, "can_store": True}
    assert made["secret"] not in listed.text
    assert "s3cret" not in listed.text

    change = {"label": "Other", "events": ["call.started"], "on": False}
    changed = (await callers.admin.put(f"{WEBHOOKS}/1", json=change)).json()["webhook"]
    assert (changed["label"], changed["events"], changed["state"]) == (
        "Other",
        ["call.started"],
        "off",
    )
    assert changed["address"] == "https://hooks.example.org"
    assert refused(await callers.admin.post(f"{WEBHOOKS}/1/test")) == (409, "webhook_off")
    change |= {"on": True, "address": "https://elsewhere.example:8443/x"}
    changed = (await callers.admin.put(f"{WEBHOOKS}/1", json=change)).json()["webhook"]
    assert (changed["address"], changed["state"]) == ("https://elsewhere.example:8443", "on")

    renewed = (await callers.admin.post(f"{WEBHOOKS}/1/secret")).json()
    assert renewed["secret"] != made["secret"]
    assert renewed["webhook"]["former_secret_until"] == "2026-11-21T19:30:00Z"

    assert (await callers.admin.delete(f"{WEBHOOKS}/1")).status_code == 200
    for answered in (
        await callers.admin.delete(f"{WEBHOOKS}/1"),
        await callers.admin.put(f"{WEBHOOKS}/1", json=change),
        await callers.admin.post(f"{WEBHOOKS}/1/secret"),
        await callers.admin.post(f"{WEBHOOKS}/1/test"),
        await callers.admin.get(f"{WEBHOOKS}/1/deliveries"),
    ):
        assert refused(answered) == (404, "webhook_not_found")
    acts = (await callers.admin.get("/api/admin/audit")).json()["acts"]
    assert [each["act"] for each in acts] == [
        "webhook.remove",
        "webhook.renew",
        "webhook.change",
        "webhook.change",
        "webhook.create",
    ]
    assert "s3cret" not in str(acts)
    assert not any(each["can_undo"] for each in acts)


async def test_ten_is_all_there_may_be_however_many_ask_at_once(callers: Callers) -> None:
    asked = [
        callers.admin.post(WEBHOOKS, json=body(label=f"Chat {number}")) for number in range(14)
    ]
    answers = await asyncio.gather(*asked)
    assert sorted(each.status_code for each in answers) == [201] * 10 + [409] * 4
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {
        "too_many_webhooks"
    }
    assert len(await webhooks(callers.admin)) == 10
    assert (
        await callers.admin.delete(f"{WEBHOOKS}/{answers[0].json()['webhook']['id']}")
    ).is_success
    await add(callers.admin, label="In its place")


@pytest.mark.parametrize(
    "address",
    [
        "http://93.184.216.34/",
        "https://user:s3cret@example.org/",
        "https://169.254.169.254/s3cret",
        "ftp://example.org/s3cret",
        "https://example.org:22/s3cret",
        "javascript:alert('s3cret')",
    ],
)
async def test_an_address_that_is_none_is_refused_and_not_repeated(
    callers: Callers, address: str
) -> None:
    with capture_logs() as logged:
        answered = await callers.admin.post(WEBHOOKS, json=body(address=address))
    assert refused(answered) == (422, "webhook_address_refused")
    for said in (answered.text, str(logged)):
        assert "s3cret" not in said
    assert await webhooks(callers.admin) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"events": []},
        {"events": ["session.over"]},
        {"events": ["webhook.test"]},
        {"label": ""},
        {"label": "x" * 61},
        {"label": "two\nlines"},
        {"address": ""},
        {"address": "https://example.org/" + "x" * 2000},
    ],
    ids=str,
)
async def test_what_does_not_fit_is_refused(callers: Callers, wrong: Json) -> None:
    answered = await callers.admin.post(WEBHOOKS, json=body(**wrong))
    assert answered.status_code == 422


async def test_unknown_members_of_a_body_are_passed_over(callers: Callers) -> None:
    unknown = {"player_name": "Shade", "nested": {"a": [1, None]}, "": 1}
    await add(callers.admin, **unknown)
    change = {"label": "Chat", "events": ["session.ready"], "on": True}
    answered = await callers.admin.put(f"{WEBHOOKS}/1", json=change | unknown)
    assert answered.status_code == 200
    for answered in (
        await callers.admin.post(WEBHOOKS, json=unknown),
        await callers.admin.put(f"{WEBHOOKS}/1", json=unknown),
        await callers.admin.post(WEBHOOKS, json={}),
    ):
        assert refused(answered) == (422, "invalid_input")


async def test_without_a_key_no_address_is_stored(database_url: str, page: Path) -> None:
    async with running_website(settings_for(database_url), page=page) as website:
        admin = await website.signed_in(104, username="odessa", player="Odessa")
        assert (await admin.get(WEBHOOKS)).json()["can_store"] is False
        answered = await admin.post(WEBHOOKS, json=body())
        assert refused(answered) == (503, "encryption_not_configured")


async def test_a_test_is_sent_by_a_bot_and_what_became_of_it_is_shown(
    callers: Callers, website: RunningWebsite, far_end: Receiver
) -> None:
    made = await add(callers.admin, address=f"{far_end.url}/in")
    await add(callers.admin, address=f"{far_end.url}/other", label="Other")
    far_end.answers.append(status(502))
    assert (await callers.admin.post(f"{WEBHOOKS}/1/test")).status_code == 202
    assert far_end.connections == 0, "the website sends nothing"
    (waiting,) = await deliveries(callers.admin)
    assert (waiting["state"], waiting["attempts"], waiting["event"]) == (
        "pending",
        0,
        "webhook.test",
    )
    await deliver(website)
    (tried,) = await deliveries(callers.admin)
    assert (tried["state"], tried["status"], tried["reason"]) == ("pending", 502, "status")
    assert (await webhooks(callers.admin))[0]["failures"] == 1
    (message,) = far_end.proven(made["secret"], utc_now())
    assert (message["type"], message["data"]) == ("webhook.test", {})
    assert await deliveries(callers.admin, 2) == []


async def test_in_the_sandbox_nothing_is_sent(
    callers: Callers, website: RunningWebsite, far_end: Receiver
) -> None:
    from bot.duties.webhooks import webhook_delivery

    await add(callers.admin, address=far_end.url)
    assert (await callers.admin.post(f"{WEBHOOKS}/1/test")).status_code == 202
    delivery = webhook_delivery(website.settings, website.parts.database, "bot")
    assert await delivery.start_due(utc_now()) is None
    await delivery.idle()
    (told,) = await deliveries(callers.admin)
    assert (told["state"], told["reason"]) == ("given_up", "sandbox")
    assert (await webhooks(callers.admin))[0]["failures"] == 0
    assert far_end.connections == 0


async def test_one_that_is_switched_off_is_not_told_later_what_it_missed(
    callers: Callers, website: RunningWebsite, far_end: Receiver
) -> None:
    await add(callers.admin, address=far_end.url)
    assert (await callers.admin.post(f"{WEBHOOKS}/1/test")).status_code == 202
    change = {"label": "Chat", "events": ["session.ready"], "on": False}
    assert (await callers.admin.put(f"{WEBHOOKS}/1", json=change)).is_success
    assert (await callers.admin.put(f"{WEBHOOKS}/1", json=change | {"on": True})).is_success
    await deliver(website)
    (dropped,) = await deliveries(callers.admin)
    assert (dropped["state"], dropped["reason"]) == ("dropped", "switched_off")
    assert far_end.got == []
