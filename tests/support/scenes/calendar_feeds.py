"""Calendar feeds as people ask for them, and as calendar programs read them, for their tests."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tests.support.calendars import ReadCalendar, read_calendar
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY, add_answer, add_person

FEEDS, OWN = "/api/calendar-feeds", "/api/calendar-feeds/own"
TONIGHT, TOMORROW = TODAY.isoformat(), (TODAY + timedelta(days=1)).isoformat()


async def make(client: Any) -> str:
    """Asks for a feed, or another; the path of its address."""
    answered = await client.post(OWN)
    assert answered.status_code == 200, answered.text
    return path_of(answered.json()["own"]["address"])


def path_of(address: str) -> str:
    matched = re.fullmatch(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)", address)
    assert matched, address
    return matched[1]


async def read(website: RunningWebsite, path: str, **headers: str) -> ReadCalendar:
    """A calendar program's visit, after this process has heard of everything."""
    await website.heard_everything()
    answered = await (await website.client(ajax=False)).get(path, headers=headers)
    assert answered.status_code == 200, answered.text
    return read_calendar(answered.content)


async def say(client: Any, status: str | None, day: str = TONIGHT, **details: Any) -> None:
    if status is None:
        answered = await client.delete(f"/api/availability/{day}")
    else:
        body = {"date": day, "status": status, **details}
        answered = await client.post("/api/availability", json=body)
    assert answered.status_code == 200, answered.text


async def others(website: RunningWebsite, number: int) -> list[int]:
    """So many more people, who have not answered."""
    return [
        await add_person(website.sql, 700 + each, player=f"Other {each}") for each in range(number)
    ]


async def look(website: RunningWebsite, people: list[int]) -> None:
    """They are looking tonight."""
    for each in people:
        await add_answer(website.sql, each, TODAY, "LOOKING")


async def others_look(website: RunningWebsite, number: int) -> list[int]:
    """So many more people who are looking tonight."""
    people = await others(website, number)
    await look(website, people)
    return people
