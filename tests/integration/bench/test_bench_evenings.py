"""The evenings of the benchmark still play what they compare."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from bench.evenings import PAIRS, SEEDS, Tally, print_table, run
from muster.settings import load_settings
from ops.rehearse.people import HABITS, Habits


@pytest.fixture
def willing() -> Habits:
    """Forty people who never say anything by themselves, and always come when they are called."""
    shipped = Habits.read(HABITS)
    kind = shipped.kind[0].model_copy(
        update={
            "people": 40,
            "unasked": 0.0,
            "check_in": 0.0,
            "called": 1.0,
            "drops_out": 0.0,
            "minutes": 2.0,
        }
    )
    return shipped.model_copy(
        update={"kind": [kind], "mood": 0.0, "taste": 0.0, "weekdays": [5.0] * 7}
    )


async def played(strategy_number: int, habits: Habits, tmp_path: Path) -> Tally:
    strategies = [SEEDS, *(each for pair in PAIRS for each in pair)]
    with (tmp_path / "console").open("w", encoding="utf-8") as file:
        return await run(
            strategies[strategy_number], habits, 2, load_settings(env_file=None), Console(file=file)
        )


async def test_who_is_not_called_does_not_come(willing: Habits, tmp_path: Path) -> None:
    tally = await played(0, willing, tmp_path)
    assert (tally.evenings, tally.short, tally.played, tally.asks) == (2, 2, 0, 0)
    assert tally.messages == 80  # everybody's check-in


async def test_everybody_is_asked_at_once(willing: Habits, tmp_path: Path) -> None:
    tally = await played(1, willing, tmp_path)
    assert (tally.played, tally.asks, tally.most_asks) == (2, 80, 2)
    assert all(0 < minutes < 45 for minutes in tally.minutes)


async def test_waves_ask_fewer_and_play_as_many(willing: Habits, tmp_path: Path) -> None:
    tally = await played(2, willing, tmp_path)
    assert (tally.short, tally.played) == (2, 2)
    assert 12 <= tally.asks < 60


def test_the_table_is_printed_also_where_nothing_was_played(tmp_path: Path) -> None:
    strategies = [SEEDS, *(each for pair in PAIRS for each in pair)]
    with (tmp_path / "console").open("w+", encoding="utf-8") as file:
        print_table(Console(file=file, width=150), [Tally(each) for each in strategies])
        file.seek(0)
        text = file.read()
    assert "0 evenings of the same people" in text
    assert "waves: -" in text
