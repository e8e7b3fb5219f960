"""What anybody may do as often as they like leaves few lines in the log, which say how often."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from muster.errors import Unavailable
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite, eventually, running_website
from tests.support.scenes.community import settings_for
from website.backend import log_lines


@pytest.fixture(autouse=True)
def _lines_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_lines, "LINE_EVERY", 0.5)


def counted(logs: list[EventDict]) -> int:
    return sum(each.get("requests", 0) for each in logs)


async def test_a_page_that_is_not_built_is_a_line_however_often_it_is_asked_for(
    database_url: str, tmp_path: Path
) -> None:
    async with running_website(settings_for(database_url), page=tmp_path / "none") as website:
        client = await website.client()
        with capture_logs() as logs:
            for _ in range(20):
                assert (await client.get("/")).status_code == 503
            await eventually(lambda: counted(logs) == 20)
    assert {(each["event"], each["code"]) for each in logs} == {("request_refused", "unavailable")}
    assert len(logs) < 20


async def test_streams_that_find_no_room_are_a_line_however_many_they_are(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_address: str) -> None:
        raise Unavailable(retry_after=5)

    monkeypatch.setattr(website.parts.live_feed, "check_room", full)
    with capture_logs() as logs:
        for _ in range(20):
            assert (await callers.anonymous.get("/api/availability/events")).status_code == 503
        await eventually(lambda: counted(logs) == 20)
    assert {each["event"] for each in logs} == {"request_refused"}
    assert len(logs) < 20


async def test_what_is_refused_to_somebody_unknown_is_a_line_a_second(
    website: RunningWebsite, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_lines, "monotonic", lambda: 100.0)
    client = callers.anonymous
    with capture_logs() as logs:
        for path in ("/nothing", "/api/availability", "/auth/logout", "/healthz") * 5:
            answer = await client.post(path, json={})
            assert 400 <= answer.status_code < 500 or path == "/auth/logout"
    turned_away = [each for each in logs if each["event"] == "request_turned_away"]
    assert [each["route"] for each in turned_away] == ["(none)"]
    # What somebody known is refused still has its own.
    with capture_logs() as logs:
        for _ in range(3):
            assert (await callers.player.post("/api/availability", json={})).status_code == 422
    assert [each["event"] for each in logs] == ["request"] * 3
