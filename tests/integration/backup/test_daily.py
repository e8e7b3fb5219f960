"""The daily backup, among files that a crash or a wrong clock left."""

from datetime import UTC, datetime
from pathlib import Path

from muster.backups import names_in
from muster.settings import load_settings
from ops.backup.archive import open_archive
from ops.backup.daily import daily_backup, due

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


async def test_a_day_whose_backup_is_empty_gets_one(database_url: str, tmp_path: Path) -> None:
    today = tmp_path / "muster-2026-11-29.zip"
    today.touch()
    settings = load_settings(env_file=None, muster_backup_dir=tmp_path)
    made = await daily_backup(settings, database_url, NOW)
    assert made is not None
    with open_archive(today, None) as archive:
        assert archive.manifest.made_at == NOW
    assert await daily_backup(settings, database_url, NOW) is None, "one is enough"


async def test_what_does_not_count_pushes_no_backup_out(database_url: str, tmp_path: Path) -> None:
    good, older = tmp_path / "muster-2026-11-20.zip", tmp_path / "muster-2026-11-19.zip"
    for path in (good, older):
        path.write_text("x")
    for day in range(21, 29):
        (tmp_path / f"muster-2026-11-{day}.zip").touch()
    for day in range(1, 4):  # made by a clock that was years ahead
        (tmp_path / f"muster-2031-01-0{day}.zip").write_text("x")
    settings = load_settings(env_file=None, muster_backup_dir=tmp_path, muster_backup_keep=2)
    assert await daily_backup(settings, database_url, NOW) is not None
    assert (tmp_path / "muster-2026-11-29.zip").exists()
    assert (good.exists(), older.exists()) == (True, False)
    names = names_in(tmp_path)
    assert len([name for name in names if "2031" in name]) == 3
    assert not due(NOW, settings.zone, names)
