"""What an outage of the database leaves in the log."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from tests.support.running.websites import eventually, running_website
from tests.support.scenes.community import settings_for


async def test_an_outage_is_counted_and_not_told_request_by_request(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("website.backend.log_lines.LINE_EVERY", 0.5)
    async with running_website(settings_for(database_url)) as website:
        client = await website.client()
        await website.parts.database.close()
        with structlog.testing.capture_logs() as logs:
            done = await asyncio.gather(
                *(client.get("/api/planning/today") for _ in range(30)),
                *(client.post("/auth/sandbox/login", json={"discord_user_id": "7"}) for _ in "12"),
            )
            assert {each.status_code for each in done} == {503}, logs
            lines = [each for each in logs if each["event"] == "database_unavailable"]
            assert [each["requests"] for each in lines] == [1]
            await eventually(lambda: sum(each.get("requests", 0) for each in logs) == len(done))
        assert {each["event"] for each in logs} == {"database_unavailable"}
        assert len(logs) == 2
