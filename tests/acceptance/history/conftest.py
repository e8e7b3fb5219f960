"""People of yesterday's evening."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import add_person
from tests.support.scenes.recorded_evenings import START, comes, says


@pytest.fixture
async def people(website: RunningWebsite, callers: Callers) -> dict[str, int]:
    """Yesterday: Shade said yes and came; Wren said yes; Fenn came, and tells nobody."""
    found = {
        "Shade": await website.user_id(callers.player),
        "Wren": await add_person(website.sql, 201, player="Wren"),
        "Fenn": await add_person(website.sql, 202, player="Fenn"),
        "Moss": await add_person(website.sql, 203, player="Moss"),
    }
    await website.sql.execute(
        "INSERT INTO subscription_preferences (user_id, show_attendance, created_at, updated_at)"
        " VALUES ($1, false, now(), now())",
        found["Fenn"],
    )
    await says(website, found["Shade"], "LOOKING")
    await says(website, found["Wren"], "AVAILABLE", START - timedelta(hours=2))
    await says(website, found["Wren"], "LOOKING")
    await says(website, found["Wren"], None, START + timedelta(minutes=1))
    await says(website, found["Moss"], "LOOKING", START + timedelta(minutes=1))
    await comes(website, found["Moss"], came=False)  # a name on the server alone
    return found
