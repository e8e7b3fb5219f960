"""`/t/DATE` and `/`: what a link shows wherever it is pasted, in words and as a picture."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine
from PIL import Image

from muster.history import service as history
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, counted_statements, running_website
from tests.support.scenes.community import TODAY, add_person, settings_for
from tests.support.scenes.recorded_evenings import add_record
from website.backend import card_picture

NAME = 'Night <"Shift"> & Žabe'
ACCENT = "#c0392b"
ORIGIN = "http://127.0.0.1:8123"
LOOKING, AVAILABLE, MAYBE = (127, 177, 255), (86, 203, 181), (240, 182, 97)


@pytest.fixture
async def website(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    settings = settings_for(
        database_url,
        community_name=NAME,
        community_accent=ACCENT,
        frontend_origin=ORIGIN,
    )
    async with running_website(settings, page=page) as running:
        yield running


class Head(HTMLParser):
    """The content of each `meta` by its name or property."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = dict(attrs)
            name = given.get("property") or given.get("name") or ""
            assert name not in self.found
            self.found[name] = given["content"] or ""


async def tags(client: httpx2.AsyncClient, path: str = f"/t/{TODAY}") -> dict[str, str]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return Head(answer.text).found


async def picture(client: httpx2.AsyncClient, day: object = TODAY) -> tuple[Any, httpx2.Response]:
    answer = await client.get(f"/t/{day}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB"), answer


def about(colour: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether two colours are the same as far as anybody sees."""
    return all(abs(one - two) <= 4 for one, two in zip(colour, other, strict=True))


def pixels(image: Any, colour: tuple[int, int, int]) -> int:
    return sum(
        number
        for number, found in image.getcolors(image.width * image.height)
        if about(found, colour)
    )


async def say(client: httpx2.AsyncClient, status: str, day: date = TODAY) -> None:
    body = {"date": str(day), "status": status}
    assert (await client.post("/api/availability", json=body)).status_code == 200


async def crowd(website: RunningWebsite, **numbers: int) -> None:
    """So many people with each answer for tonight, by the names Secret 1, Secret 2 and so on."""
    ids = iter(range(9000, 9100))
    for status, number in numbers.items():
        for _ in range(number):
            each = next(ids)
            user = await add_person(website.sql, each, player=f"Secret {each}")
            await website.sql.execute(
                "INSERT INTO availability_entries"
                " (user_id, entry_date, status, created_at, updated_at)"
                " VALUES ($1, $2, $3, $4, $4)",
                user,
                TODAY,
                status,
                datetime(2026, 11, 20, 12, tzinfo=UTC),
            )
    await website.heard_everything()


@pytest.mark.parametrize("path", ["/", f"/t/{TODAY}"])
async def test_both_addresses_say_how_tonight_stands(website: RunningWebsite, path: str) -> None:
    await crowd(website, LOOKING=4, AVAILABLE=2, MAYBE=1)
    client = await website.client()
    found = await tags(client, path)
    title = f"{NAME}: 4 of 6 tonight, 21:00"
    assert found["og:title"] == found["twitter:title"] == found["og:image:alt"] == title
    assert found["og:description"] == "2 short. Are you in?"
    assert found["og:site_name"] == NAME
    assert found["og:type"] == "website"
    assert found["og:locale"] == "en_GB"
    assert found["og:url"] == f"{ORIGIN}{path}"
    assert found["twitter:card"] == "summary_large_image"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image"] == found["twitter:image"]
    assert found["og:image"].startswith(f"{ORIGIN}/t/{TODAY}.png?v=")
    shown = await client.get(found["og:image"].removeprefix(ORIGIN))
    assert shown.content == (await client.get(f"/t/{TODAY}.png")).content


async def test_the_picture_shows_seats_and_the_accent(website: RunningWebsite) -> None:
    client = await website.client()
    nobody, _ = await picture(client)
    assert pixels(nobody, LOOKING) == 0
    await crowd(website, LOOKING=4, AVAILABLE=2, MAYBE=1)
    four, answer = await picture(client)
    accent = card_picture.look_of(website.parts.appearance).accent
    red = tuple(int(accent[place : place + 2], 16) for place in (1, 3, 5))
    assert about(four.getpixel((600, 625)), (red[0], red[1], red[2]))
    # The places that are taken, one beside the other, and then the first free one.
    taken = [about(four.getpixel((72 + 64 + seat * 146, 400)), LOOKING) for seat in range(6)]
    assert taken == [True] * 4 + [False] * 2
    assert pixels(four, AVAILABLE) > 0
    assert pixels(four, MAYBE) > 0
    assert len(answer.content) < 100_000
    assert Image.open(io.BytesIO(answer.content)).info.keys() <= {"transparency"}


async def test_enough_is_said(website: RunningWebsite) -> None:
    await crowd(website, LOOKING=7)
    client = await website.client()
    found = await tags(client)
    assert found["og:title"] == f"{NAME}: 7 are in tonight, 21:00"
    assert found["og:description"] == "Enough for a session. Are you in, too?"


async def test_no_name_of_anybody_is_in_it(website: RunningWebsite, callers: Callers) -> None:
    await crowd(website, LOOKING=3, AVAILABLE=1)
    for client in callers.linked:
        await say(client, "MAYBE")
        for path in (f"/t/{TODAY}", "/", f"/t/{TODAY}.png"):
            answer = await client.get(path)
            assert answer.status_code == 200
            for name in (b"Secret", b"Kestrel", b"Marlow", b"Odessa", b"Player", b"tEXt", b"eXIf"):
                assert name not in answer.content
    signed_in, anonymous = callers.player, await website.client()
    for path in (f"/t/{TODAY}", "/", f"/t/{TODAY}.png"):
        assert (await signed_in.get(path)).content == (await anonymous.get(path)).content


async def test_a_change_is_there_at_once_and_nothing_else_changes_a_byte(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    client = callers.anonymous
    before = await client.get(f"/t/{TODAY}.png")
    page_before = await tags(client)
    assert before.headers["cache-control"] == "public, max-age=60"
    known = {"If-None-Match": before.headers["etag"]}
    for later in (1, 59, 61, 600):
        clock.shift(later)
        again = await client.get(f"/t/{TODAY}.png", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == before.headers["etag"]
        assert (await client.get(f"/t/{TODAY}.png")).content == before.content
        assert await tags(client) == page_before
    await say(callers.player, "LOOKING")
    after = await client.get(f"/t/{TODAY}.png", headers=known)
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    page_after = await tags(client)
    assert page_after["og:title"].endswith("1 of 6 tonight, 21:00")
    # Chats keep pictures by their address.
    assert page_after["og:image"] != page_before["og:image"]
    await callers.player.delete(f"/api/availability/{TODAY}")
    assert (await client.get(f"/t/{TODAY}.png")).content == before.content


async def test_it_is_served_from_memory(website: RunningWebsite) -> None:
    client = await website.client()
    paths = ("/", f"/t/{TODAY}", f"/t/{TODAY}.png", f"/t/{TODAY + timedelta(days=30)}.png")
    for path in paths:
        await client.get(path)
    with counted_statements(website) as statements:
        for path in paths:
            assert (await client.get(path)).status_code == 200
    assert statements == []


async def test_chats_may_show_the_picture_and_nothing_else(website: RunningWebsite) -> None:
    client = await website.client()
    for path, who in ((f"/t/{TODAY}.png", "cross-origin"), (f"/t/{TODAY}", "same-origin")):
        policies = (await client.get(path)).headers.get_list("cross-origin-resource-policy")
        assert policies == [who]


async def test_head_is_the_same_without_its_body(website: RunningWebsite) -> None:
    client = await website.client()
    for path in (f"/t/{TODAY}", f"/t/{TODAY}.png"):
        whole, head = await client.get(path), await client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == whole.headers["etag"]
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert (await client.post(path)).status_code == 405


async def test_a_day_opens_where_the_page_has_it(website: RunningWebsite) -> None:
    client = await website.client()
    for day, place in (
        (TODAY, "/#/availability"),
        (TODAY + timedelta(days=8), "/#/week?day=2026-11-28"),
        (TODAY - timedelta(days=8), "/#/history?day=2026-11-12"),
    ):
        assert (await tags(client, f"/t/{day}"))["opens"] == place
    assert "opens" not in await tags(client, "/")


async def test_the_page_says_the_same_to_whoever_compresses(website: RunningWebsite) -> None:
    client = await website.client()
    plain = await client.get(f"/t/{TODAY}", headers={"Accept-Encoding": "identity"})
    packed = await client.get(f"/t/{TODAY}", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert plain.text.startswith("<!doctype html><meta ")
    assert plain.text.endswith("<title>Muster</title>")
    assert "default-src 'none'" in plain.headers["content-security-policy"]
    again = {"If-None-Match": plain.headers["etag"]}
    assert (await client.get(f"/t/{TODAY}", headers=again)).status_code == 304


@pytest.mark.parametrize(
    "path", ["/t/2026-02-30", "/t/2026-11-28.gif", "/t/tonight", "/t/", "/t/1999-01-01", "/t/²"]
)
async def test_what_is_no_day_is_an_unknown_address(website: RunningWebsite, path: str) -> None:
    client = await website.client()
    assert (await client.get(path)).status_code == 404
    assert (await client.get(path, headers={"Accept": "text/html"})).status_code == 404


@pytest.mark.parametrize("day", ["2031-01-01", "2019-05-05"])
async def test_days_far_away_have_the_communitys_card(website: RunningWebsite, day: str) -> None:
    client = await website.client()
    with counted_statements(website) as statements:
        found = await tags(client, f"/t/{day}")
        _, answer = await picture(client, day)
    assert statements == []
    assert found["og:title"] == f"{NAME}: Who plays tonight?"
    assert found["og:image"].startswith(f"{ORIGIN}/t/community.png?v=")
    assert answer.content == (await client.get("/t/community.png")).content


async def test_a_weekday_without_a_session_says_so(website: RunningWebsite) -> None:
    await website.sql.execute(
        "INSERT INTO evening_rules (weekday, session) VALUES ($1, false)", TODAY.weekday()
    )
    await website.heard_everything()
    client = await website.client()
    assert (await tags(client))["og:title"] == f"{NAME}: No session tonight"
    next_week = TODAY + timedelta(days=7)
    found = await tags(client, f"/t/{next_week}")
    assert found["og:title"] == f"{NAME}: No session on Fri 27 Nov"
    assert pixels((await picture(client, next_week))[0], LOOKING) == 0


async def test_a_past_day_says_what_became_of_it(website: RunningWebsite) -> None:
    client = await website.client()
    yesterday = TODAY - timedelta(days=1)
    assert (await tags(client, f"/t/{yesterday}"))["og:title"].endswith(
        "Thu 19 Nov: 0 of 6 were in"
    )
    await add_record(website, yesterday, came=7)
    await add_record(website, TODAY - timedelta(days=2), played=False, came=2)
    await website.heard_everything()
    found = await tags(client, f"/t/{yesterday}")
    assert found["og:title"].endswith("Thu 19 Nov: it was played")
    assert found["og:description"] == "7 came"
    found = await tags(client, f"/t/{TODAY - timedelta(days=2)}")
    assert found["og:title"].endswith("Wed 18 Nov: no session came of it")


async def test_a_record_that_changes_while_it_is_read_is_read_again(
    website: RunningWebsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await website.client()
    yesterday = TODAY - timedelta(days=1)
    read = history.read_history

    async def overtaken(*asked: Any) -> Any:
        found = await read(*asked)
        monkeypatch.setattr(history, "read_history", read)
        await add_record(website, yesterday, came=7)
        await website.heard_everything()
        return found

    monkeypatch.setattr(history, "read_history", overtaken)
    assert (await tags(client, f"/t/{yesterday}"))["og:title"].endswith("0 of 6 were in")
    assert (await tags(client, f"/t/{yesterday}"))["og:title"].endswith("it was played")


async def test_tonight_is_another_day_after_midnight(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    await crowd(website, LOOKING=2)
    client = await website.client()
    assert (await tags(client, "/"))["og:title"].endswith("2 of 6 tonight, 21:00")
    clock.move_to(datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert (await tags(client, "/"))["og:title"].endswith("0 of 6 tonight, 21:00")
    assert (await tags(client))["og:title"].endswith("Fri 20 Nov: 2 of 6 were in")


async def test_an_address_may_let_so_many_pictures_be_drawn(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.client()
    days = [TODAY + timedelta(days=ahead) for ahead in range(62)]
    statuses = [(await client.get(f"/t/{day}.png")).status_code for day in days]
    assert statuses == [200] * 60 + [429] * 2
    # What is drawn is there for everybody, and another address draws.
    assert (await client.get(f"/t/{days[-3]}.png?v=anything")).status_code == 200
    assert (await client.get(f"/t/{days[-1]}")).status_code == 200
    clock.shift(61)
    assert (await client.get(f"/t/{days[-1]}.png")).status_code == 200


@pytest.mark.parametrize(
    ("language", "title", "locale"),
    [
        ("sl", "4 od 6 nocoj ob 21:00", "sl_SI"),
        ("de", "4 von 6 heute Abend, 21:00", "de_DE"),
    ],
)
async def test_it_is_said_in_the_communitys_language(
    database_url: str, page: Path, language: str, title: str, locale: str
) -> None:
    settings = settings_for(database_url, muster_language=language)
    async with running_website(settings, page=page) as website:
        await crowd(website, LOOKING=4)
        client = await website.client()
        client.headers["Accept-Language"] = "en"
        found = await tags(client)
    assert found["og:title"] == f"Muster: {title}"
    assert found["og:locale"] == locale
