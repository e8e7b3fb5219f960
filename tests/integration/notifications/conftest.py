"""Settings of a community that is told of its evenings."""

from __future__ import annotations

import pytest

from muster.settings import Settings
from tests.support.scenes.community import settings_for


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(
        database_url, availability_session_ready_threshold=3, discord_announce_channel_id=77
    )
