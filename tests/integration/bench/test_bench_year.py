"""The simulated years still hold what they are measured for."""

from __future__ import annotations

import pytest
from rich.console import Console

import bench.year
from bench.year import grow, show, statements
from muster.settings import load_settings
from tests.conftest import Cluster


async def test_forgetting_makes_less_of_the_same_years(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.year, "PEOPLE", 15)
    quiet = Console(quiet=True)
    kept = load_settings(env_file=None, muster_history_days=30, muster_ledger_days=190)
    grown = []
    for each in (None, kept):
        name = cluster.create_database("muster_template")
        try:
            grown.append(await grow(cluster.url(name), 240, each, quiet))
        finally:
            cluster.drop_database(name)
    without, forgetting = grown
    rows = {table: number for table, (_, number) in without.tables.items()}
    left = {table: number for table, (_, number) in forgetting.tables.items()}
    for table, days in {
        "availability_entries": 31,
        "evening_attendance": 31,
        "evening_minutes": 31,
        "notifications_ledger": 191,
        "availability_promotion_send_logs": 191,
        "availability_promotion_recipients": 191,
    }.items():
        assert left[table] == pytest.approx(rows[table] * days / 240, rel=0.05), table
    assert left["availability_promotion_campaigns"] == rows["availability_promotion_campaigns"]
    assert left["availability_day_counts"] > 0
    assert left["notification_day_counts"] > 0
    assert without.costs.keys() == forgetting.costs.keys() == statements(bench.year.FIRST).keys()
    assert all(cost.milliseconds > 0 for cost in without.costs.values())
    show(without, forgetting, quiet)
