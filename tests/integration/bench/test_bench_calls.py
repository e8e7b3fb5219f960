"""The calls of the benchmark still do the work that they measure."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

import bench.calls
from bench.calls import CallPace, Calls
from tests.conftest import Cluster


def test_each_row_is_measured(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.calls, "REACHES", {40: 20.0})
    monkeypatch.setattr(bench.calls, "ASKED", 30)
    pace = CallPace(waves=2, fills=2)
    found = Calls(cluster.url("postgres"), ZoneInfo("UTC"), Console(quiet=True), pace).measure()
    names = [re.sub(r"\d+", "N", each.what) for each in found]
    assert names == [
        "choosing a wave among N silent people",
        "from the answer that fills the evening to the last of N asks skipped",
    ]
    assert all(each.value > 0 for each in found)
