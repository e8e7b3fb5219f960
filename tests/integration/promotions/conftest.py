"""An evening with campaigns."""

from __future__ import annotations

from typing import Any

import pytest

from muster.database import Database
from tests.support.scenes.campaigns import CampaignEvening


@pytest.fixture
def evening(sql: Any, database: Database) -> CampaignEvening:
    return CampaignEvening(sql, database)
