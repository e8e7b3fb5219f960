"""An evening with a call."""

from __future__ import annotations

from typing import Any

import pytest

from muster.database import Database
from tests.support.scenes.calling import CallEvening


@pytest.fixture
def evening(sql: Any, database: Database) -> CallEvening:
    return CallEvening(sql, database)
