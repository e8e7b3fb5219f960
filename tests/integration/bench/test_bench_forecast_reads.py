"""The forecast's part of the benchmark still does the work that it measures."""

from __future__ import annotations

import pytest
from rich.console import Console

import bench.forecast_reads
from bench.forecast_reads import ForecastPace, ForecastReads
from muster.clock import utc_now
from tests.conftest import Cluster
from tests.support.running.bot import zone_where_it_is_noon


def test_each_row_is_measured(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.forecast_reads, "PEOPLE", 12)
    monkeypatch.setattr(bench.forecast_reads, "EVENINGS", 9)
    pace = ForecastPace(warm=2, cold=2, answers=2)
    zone = zone_where_it_is_noon(utc_now())
    found = ForecastReads(cluster.url("postgres"), zone, Console(quiet=True), pace).measure()
    assert [each.what for each in found] == [
        "the forecast for 14 days, 12 people, from memory",
        "the forecast for 14 days, right after an answer for tonight",
        "the forecast for 14 days, 12 people, cold",
        "SQL statements of a cold forecast",
    ]
    assert [each.most for each in found] == [5, 50, 50, 2]
    assert all(each.value > 0 for each in found)
    assert found[-1].value == 2
