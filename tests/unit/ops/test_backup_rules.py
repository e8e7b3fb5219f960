"""When a daily backup is due, which are let go, and what the doctor says of them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from muster.backups import are_late, day_of, newest_daily
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
    assert backups(settings, MORNING).state is Verdict.WARN
    file = tmp_path / "muster-2026-11-28.zip"
    file.touch()
    made = MORNING - timedelta(hours=5)
    os.utime(file, (made.timestamp(), made.timestamp()))
    assert newest_daily(tmp_path) == made
    found = backups(settings, MORNING)
    assert found.state is Verdict.OK
    assert "5 hours old" in found.text
    found = backups(settings, MORNING + timedelta(days=2))
    assert found.state is Verdict.WARN
    assert "2 days old" in found.text
    assert backups(settings, MORNING + timedelta(days=7)).state is Verdict.FAIL


def test_whether_no_backup_came_for_too_long(tmp_path: Path) -> None:
    assert are_late(tmp_path / "not mounted", MORNING)
    (tmp_path / "before-016_x-20261129T010203Z.zip").touch()
    os.utime(tmp_path, (MORNING.timestamp(), MORNING.timestamp()))
    # Made just now, a folder waits for its first.
    assert not are_late(tmp_path, MORNING + timedelta(hours=35))
    assert are_late(tmp_path, MORNING + timedelta(hours=36))
    file = tmp_path / "muster-2026-11-28.zip.age"
    file.touch()
    made = MORNING - timedelta(hours=35)
    os.utime(file, (made.timestamp(), made.timestamp()))
    assert not are_late(tmp_path, MORNING)
    assert are_late(tmp_path, MORNING + timedelta(hours=1))


def test_the_doctor_on_no_folder(tmp_path: Path) -> None:
    assert backups(load_settings(env_file=None), MORNING).state is Verdict.OFF
    settings = load_settings(env_file=None, muster_backup_dir=tmp_path / "not mounted")
    assert backups(settings, MORNING).state is Verdict.FAIL


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
