"""People's pictures: from Discord through us, for those who see names, and never from elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx2
import pytest

from muster.settings import load_settings
from tests.support.fakes.discord_cdn import PICTURE, FakePictures, fake_pictures
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import RunningWebsite, eventually, running_website
from tests.support.scenes.community import PLAYER, PROMOTER, TODAY, UNLINKED, settings_for
from website.backend import avatars

HASH = "8342729096ea3675442027381ff50dfe"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is waited for, as a test that is about waiting says itself."""
    monkeypatch.setattr(avatars, "SECONDS", PATIENCE)


@pytest.fixture
def pictures() -> Generator[FakePictures, None, None]:
    with fake_pictures() as running:
        yield running


@pytest.fixture
async def website(
    database_url: str, pictures: FakePictures
) -> AsyncGenerator[RunningWebsite, None]:
    settings = settings_for(database_url, discord_cdn_base_url=pictures.url)
    async with running_website(settings) as running:
        yield running


@pytest.fixture
async def player(website: RunningWebsite) -> httpx2.AsyncClient:
    """Shade, who has a picture."""
    client = await website.signed_in(PLAYER, username="shade", player="Shade")
    await has_picture(website, PLAYER, HASH)
    return client


async def has_picture(website: RunningWebsite, account: int, avatar: str | None) -> None:
    await website.sql.execute(
        "UPDATE discord_accounts SET avatar = $2 WHERE discord_user_id = $1", account, avatar
    )
    await website.heard_everything()


async def address(player: httpx2.AsyncClient) -> str:
    found = (await player.get("/auth/me")).json()["avatar_url"]
    assert isinstance(found, str)
    return found


# --- where it is, and who sees it -----------------------------------------------------------------


async def test_a_picture_is_fetched_once_and_then_ours(
    player: httpx2.AsyncClient, pictures: FakePictures
) -> None:
    where = await address(player)
    first, second = await asyncio.gather(player.get(where), player.get(where))
    assert first.content == second.content == PICTURE
    assert first.headers["content-type"] == "image/webp"
    assert first.headers["cache-control"] == "private, max-age=86400"
    assert pictures.asked == [f"/avatars/{PLAYER}/{HASH}.webp?size=96"]
    again = await player.get(where, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(pictures.asked) == 1


@pytest.mark.parametrize("steps", range(6))
async def test_who_asks_in_the_moment_in_which_it_has_come_finds_it(
    monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    comes, fetched = asyncio.Event(), 0

    async def fetch(*_: Any) -> avatars.Picture:
        nonlocal fetched
        fetched += 1
        await comes.wait()
        return avatars.Picture(PICTURE, "image/webp", avatars.KEPT_SECONDS)

    monkeypatch.setattr(avatars.Avatars, "_fetch", fetch)
    asking = avatars.Avatars(load_settings(env_file=None))
    first = asyncio.create_task(asking.find(1, HASH))
    await eventually(lambda: fetched)
    comes.set()
    for _ in range(steps):  # of the loop, each of which does a part of handing it on
        await asyncio.sleep(0)
    second = await asking.find(1, HASH)
    assert second == await first
    assert fetched == 1
    await asking.close()


async def test_discord_hears_nothing_of_who_looks(
    player: httpx2.AsyncClient, pictures: FakePictures
) -> None:
    await player.get(await address(player), headers={"Referer": "http://127.0.0.1:8000/"})
    assert not {"cookie", "referer", "authorization"} & set(pictures.headers[0])


async def test_only_those_who_see_names_see_pictures(
    website: RunningWebsite, player: httpx2.AsyncClient, pictures: FakePictures
) -> None:
    where = await address(player)
    anonymous = await website.client()
    newcomer = await website.signed_in(UNLINKED, username="newcomer")
    assert (await anonymous.get(where)).status_code == 401
    assert (await newcomer.get(where)).status_code == 403
    assert pictures.asked == []
    await has_picture(website, UNLINKED, HASH)
    assert (await newcomer.get("/auth/me")).json()["avatar_url"] is None
    theirs = f"/api/avatars/{await website.user_id(newcomer)}"
    assert (await player.get(theirs)).status_code == 404, "who is not named is not shown"


async def test_names_come_with_pictures(
    website: RunningWebsite, player: httpx2.AsyncClient
) -> None:
    promoter = await website.signed_in(PROMOTER, username="marlow", player="Marlow")
    for client in (player, promoter):
        body = {"date": str(TODAY), "status": "LOOKING"}
        assert (await client.post("/api/availability", json=body)).status_code == 200
    where = await address(player)
    assert where == f"/api/avatars/{await website.user_id(player)}?v={HASH[:8]}"
    expected = {"Shade": where, "Marlow": None}

    def shown(people: list[dict[str, Any]]) -> dict[str, str | None]:
        return {each["display_name"]: each["avatar"] for each in people}

    hot = (await promoter.get("/api/availability?include_users=true")).json()["days"][0]
    assert shown(hot["users_by_status"]["LOOKING"]) == expected
    # A range that memory does not keep is put together by PostgreSQL.
    cold_range = f"from=2026-11-01&to={TODAY}&include_users=true"
    cold = (await promoter.get(f"/api/availability?{cold_range}")).json()["days"][-1]
    assert cold["users_by_status"] == hot["users_by_status"]
    planning = (await promoter.get("/api/planning/today")).json()
    assert shown(planning["participants"]) == expected


async def test_a_new_picture_is_shown_at_once(
    website: RunningWebsite, player: httpx2.AsyncClient
) -> None:
    body = {"date": str(TODAY), "status": "LOOKING"}
    assert (await player.post("/api/availability", json=body)).status_code == 200

    async def shown() -> str | None:
        answer = await player.get("/api/availability?include_users=true")
        [shade] = answer.json()["days"][0]["users_by_status"]["LOOKING"]
        return shade["avatar"]

    before = await shown()
    assert before == await address(player)
    await has_picture(website, PLAYER, HASH[::-1])
    assert await shown() == await address(player) != before
    await has_picture(website, PLAYER, None)
    assert await shown() is None


@pytest.mark.parametrize("avatar", [None, "", "../../secret", "8342", f"{HASH}/../x", HASH.upper()])
async def test_what_is_no_name_of_a_picture_asks_nobody(
    website: RunningWebsite,
    player: httpx2.AsyncClient,
    pictures: FakePictures,
    avatar: str | None,
) -> None:
    where = await address(player)
    await has_picture(website, PLAYER, avatar)
    assert (await player.get("/auth/me")).json()["avatar_url"] is None
    assert (await player.get(where)).status_code == 404
    assert pictures.asked == []


@pytest.mark.parametrize("user_id", ["0", "-1", "x", "9007199254740992", "1.5"])
async def test_nobody_has_such_an_id(player: httpx2.AsyncClient, user_id: str) -> None:
    assert (await player.get(f"/api/avatars/{user_id}")).status_code == 422
    assert (await player.get("/api/avatars/999999")).status_code == 404


# --- a picture server in a bad mood ---------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        *("none", "down", "limited", "endless", "elsewhere"),
        *("text/html", "image/svg+xml", "application/javascript", "image/png-not"),
    ],
)
async def test_whatever_goes_wrong_is_no_picture(
    player: httpx2.AsyncClient, pictures: FakePictures, answer: str
) -> None:
    pictures.answer = answer
    where = await address(player)
    for _ in range(2):
        refused = await player.get(where)
        assert refused.status_code == 404
        assert refused.json()["code"] == "not_found"
        assert refused.headers["cache-control"] == "no-store"
    assert len(pictures.asked) == 1, "it is left alone for a while"
    assert pictures.led_astray == [], "nobody leads us elsewhere"


async def test_a_server_that_does_not_answer_is_not_waited_for(
    player: httpx2.AsyncClient, pictures: FakePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(avatars, "SECONDS", 0.2)
    pictures.answer = "hangs"
    assert (await player.get(await address(player))).status_code == 404


async def test_a_server_that_is_not_there_is_no_picture(
    database_url: str, pictures: FakePictures
) -> None:
    gone = settings_for(database_url, discord_cdn_base_url="http://127.0.0.1:9")
    async with running_website(gone) as website:
        player = await website.signed_in(PLAYER, username="shade", player="Shade")
        await has_picture(website, PLAYER, HASH)
        assert (await player.get(await address(player))).status_code == 404


async def test_one_who_asks_for_patience_is_asked_for_nobody(
    website: RunningWebsite, player: httpx2.AsyncClient, pictures: FakePictures
) -> None:
    promoter = await website.signed_in(PROMOTER, username="marlow", player="Marlow")
    await has_picture(website, PROMOTER, HASH)
    pictures.answer = "limited"
    assert (await player.get(await address(player))).status_code == 404
    pictures.answer = "picture"
    assert (await player.get(await address(promoter))).status_code == 404
    assert len(pictures.asked) == 1


@pytest.mark.parametrize("answer", ["limited", "hangs"])
async def test_of_many_who_wait_only_those_under_way_are_asked_for(
    pictures: FakePictures, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(avatars, "SECONDS", 1.0)
    pictures.answer = answer
    asking = avatars.Avatars(load_settings(env_file=None, discord_cdn_base_url=pictures.url))
    found = await asyncio.gather(*(asking.find(number, HASH) for number in range(1, 41)))
    assert found == [None] * 40
    assert len(pictures.asked) <= 4
    pictures.answer = "picture"
    assert await asking.find(41, HASH) is None, "the server rests, not one picture"
    await asking.close()


async def test_what_is_packed_is_not_unpacked(
    player: httpx2.AsyncClient, pictures: FakePictures
) -> None:
    pictures.answer = "packed"
    assert (await player.get(await address(player))).status_code == 404
    assert pictures.headers[0]["accept-encoding"] == "identity"
