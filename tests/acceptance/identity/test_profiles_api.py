"""`/api/admin/players`: what an admin does with players over HTTP, and what is refused."""

from __future__ import annotations

import base64
from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.acceptance.website.test_unknown_members import UNKNOWN
from tests.support.routes import ADMIN_CHANGES
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY, add_player

PLAYERS = "/api/admin/players"
BODIES = {case.path: case.body for case in ADMIN_CHANGES if case.path.startswith(PLAYERS)}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def post(
    client: httpx2.AsyncClient, path: str, status: int = 200, **body: Any
) -> dict[str, Any]:
    answer = await client.post(f"{PLAYERS}/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def names(client: httpx2.AsyncClient, query: str = "") -> list[str]:
    answer = await client.get(f"{PLAYERS}{query}")
    assert answer.status_code == 200, answer.text
    return [each["canonical_name"] for each in answer.json()["players"]]


async def test_an_admin_lists_searches_and_pages_players(
    website: RunningWebsite, callers: Callers
) -> None:
    for number in range(60):
        await add_player(website.sql, f"g{number:02}", f"Wisp {number:02}")
    first = (await callers.admin.get(f"{PLAYERS}?q=wisp")).json()
    assert (len(first["players"]), first["more"]) == (50, True)
    rest = (
        await callers.admin.get(f"{PLAYERS}?q=wisp&after={first['players'][-1]['guid']}")
    ).json()
    assert (next(each["guid"] for each in rest["players"]), rest["more"]) == ("g50", False)
    assert await names(callers.admin, "?linked=true") == ["Marlow", "Odessa", "Shade"]
    assert await names(callers.admin, "?q=G07") == ["Wisp 07"]
    (shade,) = (await callers.admin.get(f"{PLAYERS}?q=^1SHA")).json()["players"]
    assert shade["account"]["discord_user_id"] == "102"
    accounts = (await callers.admin.get(f"{PLAYERS}/accounts")).json()["accounts"]
    assert accounts[0]["username"] == "newcomer"
    assert accounts[0]["player_guid"] is None
    for bad in ("?q=%00", "?after=%00", "?linked=nonsense", f"?q={'x' * 65}"):
        assert (await callers.admin.get(f"{PLAYERS}{bad}")).status_code == 422


async def test_an_admin_changes_a_player_and_everybody_sees_it_at_once(
    website: RunningWebsite, callers: Callers
) -> None:
    answer = {"date": TODAY.isoformat(), "status": "LOOKING"}
    assert (await callers.player.post("/api/availability", json=answer)).status_code == 200
    done = await post(callers.admin, "rename", guid="GUID-102", name="^1Umbra")
    assert (done["player"]["canonical_name"], done["player"]["aliases"]) == ("Umbra", ["Shade"])
    assert isinstance(done["act_id"], int)
    tonight = await callers.promoter.get("/api/availability?include_users=true")
    assert "Umbra" in tonight.text
    assert (await callers.player.get("/auth/me")).json()["linked_player"] == "Umbra"
    done = await post(callers.admin, "aliases", guid="guid-102", alias="Nox")
    assert done["player"]["aliases"] == ["Nox", "Shade"]
    done = await post(callers.admin, "aliases/remove", guid="guid-102", alias="^4nox")
    assert done["player"]["aliases"] == ["Shade"]
    done = await post(callers.admin, "rating", guid="guid-102", rating=27.5)
    assert done["player"]["rating"] == 27.5
    assert (await post(callers.admin, "rating", guid="guid-102", rating=27.5))["act_id"] is None
    assert (
        await website.sql.fetchval(
            "SELECT count(*) FROM admin_audit WHERE actor_user_id = $1",
            await website.user_id(callers.admin),
        )
        == 4
    )


async def test_an_admin_links_somebody_and_unlinks_them(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "g1", "Newt")
    newcomer = await website.user_id(callers.unlinked)
    await post(callers.admin, "link", guid="g1", user_id=newcomer)
    assert (await callers.unlinked.get("/auth/me")).json()["linked_player"] == "Newt"
    player = await website.user_id(callers.player)
    taken = await post(callers.admin, "link", 409, guid="g1", user_id=player)
    assert taken["code"] == "player_taken"
    unknown = await post(callers.admin, "link", 404, guid="g1", user_id=2**63 - 1)
    assert unknown["code"] == "person_not_found"
    await post(callers.admin, "unlink", guid="g1")
    assert (await callers.unlinked.get("/auth/me")).json()["linked_player"] is None
    acts = (await callers.admin.get("/api/admin/audit")).json()["acts"]
    assert [(each["act"], each["person"], each["can_undo"]) for each in acts] == [
        ("player.unlink", "newcomer", True),
        ("player.link", "newcomer", True),
    ]
    undone = await callers.admin.post(f"/api/admin/audit/{acts[0]['id']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await callers.unlinked.get("/auth/me")).json()["linked_player"] == "Newt"
    await post(callers.admin, "unlink", guid="g1")
    nobody = await post(callers.admin, "unlink", 409, guid="g1")
    assert nobody["code"] == "not_linked_to_anybody"


async def test_two_accounts_of_one_person_become_one(
    website: RunningWebsite, callers: Callers
) -> None:
    for client, status in ((callers.player, "LOOKING"), (callers.promoter, "MAYBE")):
        body = {"date": TODAY.isoformat(), "status": status}
        assert (await client.post("/api/availability", json=body)).status_code == 200
    pair: dict[str, Any] = {"keep": "guid-102", "gone": "guid-103"}
    seen = await post(callers.admin, "merge/preview", **pair)
    assert (seen["joins_people"], seen["answers"], seen["answers_of_both"]) == (True, 1, 1)
    assert (await post(callers.admin, "merge", 409, **pair))["code"] == "two_people"
    pair["joins_people"] = True
    assert (await post(callers.admin, "merge", 409, **pair))["code"] == "rights_would_go"
    pair = {"keep": "guid-103", "gone": "guid-102", "joins_people": True}
    done = await post(callers.admin, "merge", **pair)
    assert [each["name"] for each in done["player"]["alts"]] == ["Shade"]
    tonight = (await callers.promoter.get("/api/availability")).json()["days"][0]
    assert tonight["total"] == 1
    assert tonight["my_status"] == "MAYBE"
    assert (await callers.player.get("/auth/me")).status_code == 401
    again = await website.signed_in(102, username="shade")
    assert (await again.get("/auth/me")).json()["linked_player"] == "Marlow"
    assert (await post(callers.admin, "merge", 409, **pair))["code"] == "same_person"
    own = await post(callers.admin, "merge", 409, keep="guid-103", gone="GUID-103")
    assert own["code"] == "same_person"
    split = await post(callers.admin, "split", guid="guid-102")
    assert split["player"]["account"] is None


async def test_a_file_is_looked_at_and_imported_as_it_was_seen(
    website: RunningWebsite, callers: Callers
) -> None:
    await add_player(website.sql, "g1", "Wisp")
    file = encoded("guid,name,aliases,rating\ng1,Wisp,Wispy,3\ng2,Newt,,\n")
    seen = await post(callers.admin, "import/preview", file=file)
    assert (seen["added_count"], seen["changed_count"], seen["unchanged_count"]) == (1, 1, 0)
    assert seen["changed"][0]["before"]["rating"] is None
    assert seen["changed"][0]["after"]["aliases"] == ["Wispy"]
    await website.sql.execute("UPDATE players SET rating = 4 WHERE guid = 'g1'")
    body: dict[str, Any] = {"file": file, "fingerprint": seen["fingerprint"]}
    assert (await post(callers.admin, "import", 409, **body))["code"] == "import_changed"
    await website.sql.execute("UPDATE players SET rating = NULL WHERE guid = 'g1'")
    done = await post(callers.admin, "import", **body)
    assert (done["added"], done["changed"]) == (1, 1)

    for bad, refused in (
        (
            "guid,name\ng3,\ng3,Good\n",
            [(2, "name is missing"), (3, "guid 'g3' is on line 2 already")],
        ),
        ("nothing", [(1, "unknown column 'nothing'; the header is guid,name[,aliases][,rating]")]),
    ):
        seen = await post(callers.admin, "import/preview", file=encoded(bad))
        assert [(each["line"], each["reason"]) for each in seen["refused"]] == refused
        body = {"file": encoded(bad), "fingerprint": seen["fingerprint"]}
        assert (await post(callers.admin, "import", 422, **body))["code"] == "import_refused"
    many = "guid,name\n" + "".join(f"{n:032x},Player number {n}\n" for n in range(10_000))
    seen = await post(callers.admin, "import/preview", file=encoded(many))
    assert (seen["added_count"], len(seen["added"])) == (10_000, 200)
    too_large = await callers.admin.post(
        f"{PLAYERS}/import/preview", json={"file": encoded(many * 2)}
    )
    assert too_large.status_code in (413, 422)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("rename", {"guid": "guid-102", "name": "^1"}),
        ("rename", {"guid": "guid-102", "name": "x" * 37}),
        ("rename", {"guid": "guid-102", "name": "two\nlines"}),
        ("rename", {"guid": "g\x00", "name": "Good"}),
        ("aliases", {"guid": "guid-102", "alias": "\u200b"}),
        ("rating", {"guid": "guid-102"}),
        ("rating", {"guid": "guid-102", "rating": "high"}),
        ("link", {"guid": "guid-102", "user_id": 0}),
        ("link", {"guid": "guid-102", "user_id": "1"}),
        ("merge", {"keep": "guid-102"}),
        ("import/preview", {"file": "no base64!"}),
    ],
)
async def test_what_does_not_fit_is_refused(
    callers: Callers, path: str, body: dict[str, Any]
) -> None:
    refused = await post(callers.admin, path, 422, **body)
    assert refused["detail"].endswith(".")


async def test_a_rating_is_finite(callers: Callers) -> None:
    for number in (b"1e400", b"NaN", b"-Infinity"):
        content = b'{"guid": "guid-102", "rating": ' + number + b"}"
        answer = await callers.admin.post(
            f"{PLAYERS}/rating", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422, number


@pytest.mark.parametrize("path", BODIES)
async def test_unknown_members_are_passed_over_beside_known_ones_alone(
    callers: Callers, path: str
) -> None:
    assert (await callers.admin.post(path, json=UNKNOWN)).status_code == 422
    mixed = await callers.admin.post(path, json={**UNKNOWN, **(BODIES[path] or {})})
    assert mixed.status_code != 422, mixed.text
