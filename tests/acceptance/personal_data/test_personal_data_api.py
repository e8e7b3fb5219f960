"""What is stored of a person, over HTTP: by five kinds of caller, and through two websites."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Database
from muster.personal_data.service import erase_due
from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.routes import PEOPLE_CHANGES, PEOPLE_READS, ask
from tests.support.running.websites import RunningWebsite, becomes, running_website
from tests.support.scenes.community import EVENING, PLAYER, TODAY, settings_for

ADDRESS = "123456789"


async def me(client: Any) -> dict[str, Any]:
    return (await client.get("/auth/me")).json()


async def erase_all(website: RunningWebsite) -> list[int]:
    """As the bot that leads does, eight days later."""
    database = Database(
        website.settings.database_url.get_secret_value(),  # type: ignore[union-attr]  # it is set
        application_name="muster bot",
    )
    await database.open()
    try:
        return await erase_due(database, website.settings.zone, EVENING + timedelta(days=8))
    finally:
        await database.close()


async def test_everybody_signed_in_gets_what_is_stored_of_them(
    website: RunningWebsite, callers: Callers
) -> None:
    for client in (callers.unlinked, *callers.linked):
        answer = await client.get("/api/me/data")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith('attachment; filename="muster-data')
        assert answer.headers["cache-control"] == "no-store"
        mine = await website.user_id(client)
        given = answer.json()
        assert given["about"]["website_user_id"] == mine
        assert [row["user_id"] for row in given["tables"]["discord_accounts"]] == [mine]
        assert "token_hash" not in answer.text


async def test_answers_come_as_a_table(callers: Callers) -> None:
    await callers.player.post(
        "/api/availability", json={"date": "2026-11-21", "status": "AVAILABLE", "only_if": 6}
    )
    await callers.player.post(
        "/api/availability",
        json={"date": TODAY.isoformat(), "status": "LOOKING", "arrives_at": "21:30"},
    )
    answer = await callers.player.get("/api/me/data/answers.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["date"], row["status"], row["from"], row["only_if"]) for row in rows] == [
        ("2026-11-20", "LOOKING", "21:30", ""),
        ("2026-11-21", "AVAILABLE", "", "6"),
    ]
    assert {row["as_usual"] for row in rows} == {"no"}


async def test_only_admins_do_it_for_somebody_else(
    website: RunningWebsite, callers: Callers
) -> None:
    for client in (callers.unlinked, callers.player, callers.promoter):
        for case in (*PEOPLE_READS, *PEOPLE_CHANGES):
            assert refusal(await ask(client, case)) == (403, "not_admin"), case
            path = case.path.replace("/1/", "/nonsense/")
            answer = await client.request(case.method, path)
            assert refusal(answer) == (403, "not_admin"), path
    person = await website.user_id(callers.player)
    admin = await website.user_id(callers.admin)
    at = f"/api/admin/people/{person}"
    for path in (f"{at}/data", f"{at}/data/answers.csv", f"{at}/erasure"):
        assert (await callers.admin.get(path)).status_code == 200
    assert (await callers.admin.post(f"{at}/erasure")).json()["asked_by"] == "admin"
    assert (await me(callers.player))["erases_at"] is not None
    (leaving,) = (await callers.admin.get("/api/admin/erasures")).json()["people"]
    assert (leaving["user_id"], leaving["name"]) == (person, "Shade")
    assert (await callers.admin.delete(f"{at}/erasure")).json() == {"erasure": None}
    acts = await website.sql.fetch(
        "SELECT act, actor_user_id, user_id FROM admin_audit ORDER BY id"
    )
    assert [tuple(row) for row in acts] == [
        ("person.export", admin, person),
        ("person.export_answers", admin, person),
        ("person.erase", admin, person),
        ("person.keep", admin, person),
    ]
    for method, path in (("GET", "data"), ("GET", "data/answers.csv"), ("POST", "erasure")):
        answer = await callers.admin.request(method, f"/api/admin/people/99/{path}")
        assert refusal(answer) == (404, "person_not_found")
    assert refusal(await callers.admin.delete(f"{at}/erasure")) == (409, "not_to_be_erased")
    answer = await callers.admin.get("/api/admin/people/0/data")
    assert answer.status_code == 422


async def test_addresses_are_read_by_their_owner_alone(database_url: str, page: Path) -> None:
    key = generate_contact_key()
    settings = settings_for(database_url, contact_data_encryption_key=key)
    async with running_website(settings, page=page) as website:
        player = await website.signed_in(PLAYER, username="shade", player="Shade")
        admin = await website.signed_in(104, username="odessa")
        person = await website.user_id(player)
        cipher = ContactCipher([key])
        await website.sql.execute(
            """
            INSERT INTO availability_channel_links
                   (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                    deliverable, verified_at, created_at, updated_at)
            VALUES ('telegram', $1, $2, $3, $4, true, now(), now(), now())
            """,
            cipher.hashes("telegram", ADDRESS)[0],
            person,
            cipher.encrypt(ADDRESS),
            cipher.key_id,
        )
        own = (await player.get("/api/me/data")).json()
        assert [each["address"] for each in own["addresses"]] == [ADDRESS]
        theirs = await admin.get(f"/api/admin/people/{person}/data")
        assert ADDRESS not in theirs.text
        assert len(theirs.json()["addresses"]) == 1


async def test_one_asks_sees_it_everywhere_and_takes_it_back(
    website: RunningWebsite, callers: Callers, database_url: str, page: Path
) -> None:
    assert (await me(callers.player))["erases_at"] is None
    asked = await callers.player.post("/api/me/erasure")
    assert asked.status_code == 200
    again = await callers.player.post("/api/me/erasure")
    assert asked.json() == again.json()
    assert asked.json()["erases_at"] == "2026-11-27T19:30:00Z"
    assert (await callers.player.get("/api/me/erasure")).json() == {"erasure": asked.json()}
    assert (await callers.player.get("/api/start")).json()["me"]["erases_at"] is not None
    async with running_website(settings_for(database_url), page=page) as another:
        elsewhere = await another.client(Cookie=_cookie(callers.player))
        assert (await me(elsewhere))["erases_at"] is not None
        assert (await callers.player.delete("/api/me/erasure")).status_code == 200

        async def known_there() -> Any:
            return (await me(elsewhere))["erases_at"]

        await becomes(known_there, None)
    answer = await callers.player.delete("/api/me/erasure")
    assert refusal(answer) == (409, "not_to_be_erased")
    assert (await callers.player.get("/api/availability/me")).status_code == 200


async def test_once_erased_no_website_knows_them_and_signing_in_makes_somebody_new(
    website: RunningWebsite, callers: Callers
) -> None:
    await callers.player.post(
        "/api/availability", json={"date": TODAY.isoformat(), "status": "LOOKING"}
    )
    day = f"/api/availability?from={TODAY}&to={TODAY}&include_users=true"

    async def shown() -> bool:
        return "Shade" in (await callers.promoter.get(day)).text

    assert await shown()
    person = await website.user_id(callers.player)
    await callers.player.post("/api/me/erasure")
    assert await erase_all(website) == [person]
    await website.heard_everything()
    assert not await shown()
    assert refusal(await callers.player.get("/auth/me")) == (401, "not_signed_in")
    assert refusal(await callers.player.get("/api/me/data")) == (401, "not_signed_in")
    returned = await website.signed_in(PLAYER, username="shade")
    assert await website.user_id(returned) > person
    assert (await me(returned))["linked_player"] is None


async def test_the_last_admin_is_told_what_to_do_first(
    website: RunningWebsite, callers: Callers
) -> None:
    answer = await callers.admin.post("/api/me/erasure")
    assert refusal(answer) == (409, "last_admin")
    await website.sql.execute("INSERT INTO user_permissions VALUES (101, 'admin')")
    assert (await callers.admin.post("/api/me/erasure")).status_code == 200


async def test_exports_are_limited(callers: Callers, clock: time_machine.Traveller) -> None:
    for _ in range(6):
        assert (await callers.player.get("/api/me/data")).status_code == 200
    assert refusal(await callers.player.get("/api/me/data/answers.csv")) == (429, "rate_limited")
    assert (await callers.promoter.get("/api/me/data")).status_code == 200


def _cookie(client: Any) -> str:
    return "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)


@pytest.mark.parametrize("path", ["/api/me/data", "/api/me/data/answers.csv"])
async def test_nobody_signed_out_gets_anything(callers: Callers, path: str) -> None:
    assert refusal(await callers.anonymous.get(path)) == (401, "not_signed_in")
