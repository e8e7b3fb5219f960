"""What Discord shows of tonight, at times that the tests set: a request takes none of it."""

from __future__ import annotations

import pytest

from bot.duties import leased, planning_thread, tonight_message


@pytest.fixture(autouse=True)
def requests_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for duty in (leased, planning_thread, tonight_message):
        monkeypatch.setattr(duty, "monotonic", lambda: 0.0)
