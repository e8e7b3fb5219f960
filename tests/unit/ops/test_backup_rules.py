"""When a daily backup is due, which are let go, and what the doctor says of them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from muster.backups import are_late, dailies, day_of, holding, last_sign
from muster.health.backups import backups
from muster.health.rules import Verdict
from muster.settings import SettingsError, load_settings
from ops.backup.daily import daily_name, due, surplus
from ops.backup.keys import new_key, read_key
from ops.backup.manifest import BackupError
from ops.backup.upgrade import beyond

ZONE = ZoneInfo("Europe/Ljubljana")
NIGHT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)  # 05:00 in the community's zone


def days(*numbers: int) -> list[str]:
    return [f"muster-2026-11-{number:02}.zip" for number in numbers]


def daily(folder: Path, day: int, made: datetime, text: str = "x") -> None:
    """A daily backup of November, with its time."""
    (name,) = days(day)
    (folder / name).write_text(text)
    os.utime(folder / name, (made.timestamp(), made.timestamp()))


@pytest.mark.parametrize(
    ("now", "names", "expected"),
    [
        (NIGHT, days(28), False),
        (MORNING, days(28), True),
        (MORNING, days(28, 29), False),
        (NIGHT, days(27), True),
        (NIGHT, [], True),
        (MORNING, ["muster-2026-11-29.zip.age"], False),
        (MORNING, ["muster-2026-11-29.zip.part", "notes.txt"], True),
        # Half past midnight there, the day before in UTC.
        (datetime(2026, 11, 28, 23, 30, tzinfo=UTC), days(28), False),
    ],
)
def test_a_backup_is_due_once_a_day_in_the_small_hours(
    now: datetime, names: list[str], expected: bool
) -> None:
    assert due(now, ZONE, names) is expected


def test_the_newest_days_are_kept_and_nothing_else_is_touched() -> None:
    names = [*days(20, 22, 21), "muster-2026-11-23.zip.age", "muster-2026-11-23.zip", "diary.zip"]
    assert surplus(names, 2) == days(20, 21)
    assert surplus(names, 4) == []
    assert day_of("before-016_x-20261129T010203Z.zip") is None


def test_a_clock_that_jumps_ahead_costs_one_backup_and_not_all() -> None:
    names = [*days(20, 21, 22), "muster-2031-01-01.zip"]
    assert surplus(names, 3) == days(20)


def test_names_tell_the_day_and_whether_a_key_is_needed() -> None:
    day = MORNING.date()
    assert daily_name(day, encrypted=False) == "muster-2026-11-29.zip"
    assert day_of(daily_name(day, encrypted=True)) == "2026-11-29"


def test_starts_in_a_row_do_not_push_older_backups_out() -> None:
    older = "before-015_older-20261101T033000Z.zip"
    tries = [f"before-016_summary-20261129T0330{second:02}Z.zip" for second in range(5)]
    assert beyond([*reversed(tries), older], 2) == tries[1:-1]
    assert beyond([*tries, older], 1) == [older, *tries[1:-1]]
    assert beyond([tries[0], older, tries[4]], 2) == []


def test_a_way_back_is_never_between_others() -> None:
    ways = [f"before-back-to-030-20261129T0330{second:02}Z.zip.age" for second in range(4)]
    assert beyond(ways, 3) == ways[:1]
    assert beyond(ways, 4) == []


def test_of_backups_before_a_change_the_newest_are_kept() -> None:
    names = [f"before-{what}-2026112{day}T033000Z.zip" for day, what in enumerate("dcba")]
    assert beyond([*names, *days(1)], 3) == ["before-d-20261120T033000Z.zip"]


def test_the_doctor_says_how_old_the_last_one_is(tmp_path: Path) -> None:
    settings = load_settings(env_file=None, muster_backup_dir=tmp_path)
    (found,) = backups(settings, MORNING)
    assert found.state is Verdict.WARN
    made = MORNING - timedelta(hours=5)
    daily(tmp_path, 28, made)
    assert dailies(tmp_path, MORNING).newest == made
    (found,) = backups(settings, MORNING)
    assert found.state is Verdict.OK
    assert "5 hours old" in found.text
    (found,) = backups(settings, MORNING + timedelta(days=2))
    assert found.state is Verdict.WARN
    assert "2 days old" in found.text
    (found,) = backups(settings, MORNING + timedelta(days=7))
    assert found.state is Verdict.FAIL


def test_what_is_empty_or_dated_ahead_of_now_is_no_backup(tmp_path: Path) -> None:
    settings = load_settings(env_file=None, muster_backup_dir=tmp_path)
    daily(tmp_path, 26, MORNING, "")
    daily(tmp_path, 27, MORNING + timedelta(hours=1, seconds=1))
    none, empty, ahead = backups(settings, MORNING)
    assert {each.state for each in (none, empty, ahead)} == {Verdict.WARN}
    assert none.text.startswith("none in ")
    assert "no backups: muster-2026-11-26.zip;" in empty.text
    assert "not counted: muster-2026-11-27.zip;" in ahead.text
    assert last_sign(tmp_path, MORNING) is None
    assert are_late(tmp_path, MORNING)

    daily(tmp_path, 25, MORNING - timedelta(hours=40))
    assert backups(settings, MORNING)[0].text.startswith(f"the last one in {tmp_path} is 40 hours")
    assert are_late(tmp_path, MORNING)
    # Another machine's clock may be ahead by some minutes.
    daily(tmp_path, 28, MORNING + timedelta(minutes=59))
    kept, *_ = backups(settings, MORNING)
    assert kept.state is Verdict.OK
    assert " is 0 hours old, " in kept.text
    assert kept.text.endswith("; 2 days kept")
    assert not are_late(tmp_path, MORNING)
    (tmp_path / "muster-2026-11-20.zip").mkdir()
    assert sorted(holding(tmp_path)) == days(25, 27, 28)
    for day in range(1, 8):
        daily(tmp_path, day, MORNING, "")
    texts = [each.text for each in backups(settings, MORNING)]
    assert f"no backups: {', '.join(days(*range(1, 6)))} and 3 more;" in texts[1]


def test_a_folder_that_is_dated_ahead_of_now_tells_no_age(tmp_path: Path) -> None:
    os.utime(tmp_path, (4e9, 4e9))
    assert are_late(tmp_path, MORNING)


def test_whether_no_backup_came_for_too_long(tmp_path: Path) -> None:
    assert are_late(tmp_path / "not mounted", MORNING)
    (tmp_path / "before-016_x-20261129T010203Z.zip").touch()
    os.utime(tmp_path, (MORNING.timestamp(), MORNING.timestamp()))
    # Made just now, a folder waits for its first.
    assert not are_late(tmp_path, MORNING + timedelta(hours=35))
    assert are_late(tmp_path, MORNING + timedelta(hours=36))
    file = tmp_path / "muster-2026-11-28.zip.age"
    file.write_text("x")
    made = MORNING - timedelta(hours=35)
    os.utime(file, (made.timestamp(), made.timestamp()))
    assert not are_late(tmp_path, MORNING)
    assert are_late(tmp_path, MORNING + timedelta(hours=1))


def test_the_doctor_on_no_folder(tmp_path: Path) -> None:
    (found,) = backups(load_settings(env_file=None), MORNING)
    assert found.state is Verdict.OFF
    settings = load_settings(env_file=None, muster_backup_dir=tmp_path / "not mounted")
    (found,) = backups(settings, MORNING)
    assert found.state is Verdict.FAIL


def test_a_key_that_is_none_is_refused_before_any_start(tmp_path: Path) -> None:
    text = new_key()
    public = text.splitlines()[0].removeprefix("# public key: ")
    mistyped = public[:-1] + ("q" if public[-1] != "q" else "p")
    for wrong in ("age1nonsense", mistyped, f"{public},{text.splitlines()[1]}"):
        with pytest.raises(SettingsError, match="MUSTER_BACKUP_RECIPIENTS") as caught:
            load_settings(env_file=None, muster_backup_recipients=wrong)
        assert "\n" not in str(caught.value)
        assert text.splitlines()[1] not in str(caught.value)
    settings = load_settings(env_file=None, muster_backup_recipients=f"{public}, {public}")
    assert settings.muster_backup_recipients == (public, public)
    (tmp_path / "key").write_text(text)
    assert [str(each.to_public()) for each in read_key(tmp_path / "key").secret()] == [public]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "short\n"])
def test_a_file_without_a_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(BackupError):
        read_key(tmp_path / "key")
