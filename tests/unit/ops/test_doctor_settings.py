"""What the doctor says of settings that can be used and yet do not do what they seem to."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from muster.health.rules import Verdict
from muster.settings import load_settings
from ops.doctor import examine as doctor


@pytest.mark.parametrize(
    ("reminder", "state"),
    [(time(19, 59), Verdict.OK), (time(20, 0), Verdict.WARN), (None, Verdict.OK)],
)
def test_a_check_in_so_late_that_it_reminds_nobody_is_said(
    reminder: time | None, state: Verdict
) -> None:
    settings = load_settings(env_file=None, availability_daily_reminder_time=reminder)
    finding = doctor.settings_finding(settings)
    assert finding.state is state
    assert ("AVAILABILITY_DAILY_REMINDER_TIME" in finding.text) is (state is Verdict.WARN)


def test_a_crest_that_cannot_be_shown_is_said(tmp_path: Path) -> None:
    crest = tmp_path / "crest.png"
    crest.write_bytes(b"GIF89a")
    finding = doctor.settings_finding(load_settings(env_file=None, community_crest=crest))
    assert finding.state is Verdict.FAIL
    assert finding.text.startswith("COMMUNITY_CREST: read ")


def test_what_waits_for_a_discord_bot_that_is_not_there_is_named() -> None:
    assert doctor.idle_finding(load_settings(env_file=None)) == []
    wanted = load_settings(
        env_file=None,
        discord_guild_id=1,
        discord_announce_channel_id=2,
        discord_voice_channel_ids=frozenset({3, 4}),
        availability_discord_scheduled_event=True,
        availability_planning_discord_create_thread=True,
        availability_planning_thread_parent_channel_id=5,
    )
    channels = "DISCORD_ANNOUNCE_CHANNEL_ID, DISCORD_VOICE_CHANNEL_IDS"
    event = "AVAILABILITY_DISCORD_SCHEDULED_EVENT"
    parent = "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID"
    (finding,) = doctor.idle_finding(wanted)
    assert finding.state is Verdict.WARN
    assert finding.text.endswith(f": {channels}, {event}, {parent}")

    # Threads can have a bot of their own.
    threads = wanted.model_copy(
        update={"availability_planning_discord_bot_token": SecretStr("a made-up token")}
    )
    assert doctor.idle_finding(threads)[0].text.endswith(f": {channels}, {event}")


async def test_a_disk_that_is_full_hides_no_other_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @asynccontextmanager
    async def on_a_full_disk(*_: object) -> AsyncIterator[str]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield ""

    (tmp_path / "data" / "postgres").mkdir(parents=True)
    (tmp_path / "data" / "postgres" / "PG_VERSION").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "database_for", on_a_full_disk)
    assert await doctor.examine()
    lines = capsys.readouterr().out.splitlines()
    assert "FAIL database         data: No space left on device" in lines
    assert {"disk", "clock"} <= {line.split()[1] for line in lines}
