"""What the doctor says of settings that can be used and yet do not do what they seem to."""

from __future__ import annotations

from datetime import time

import pytest

from muster.settings import load_settings
from ops import doctor
from ops.findings import State


@pytest.mark.parametrize(
    ("reminder", "state"), [(time(19, 59), State.OK), (time(20, 0), State.WARN), (None, State.OK)]
)
def test_a_check_in_so_late_that_it_reminds_nobody_is_said(
    reminder: time | None, state: State
) -> None:
    settings = load_settings(env_file=None, availability_daily_reminder_time=reminder)
    finding = doctor.settings_finding(settings)
    assert finding.state is state
    assert ("AVAILABILITY_DAILY_REMINDER_TIME" in finding.text) is (state is State.WARN)
