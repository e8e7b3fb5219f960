"""Settings (contract, section 2): documented defaults, and one clear line for a bad value."""

from __future__ import annotations

import os
import stat
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.crypto import generate_contact_key
from muster.errors import MusterError
from muster.settings import (
    Settings,
    SettingsError,
    check_host,
    child_environment,
    is_loopback,
    load_settings,
)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def problem(**overrides: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(env_file=None, **overrides)
    return str(caught.value)


def test_unset_means_the_documented_default() -> None:
    settings = load_settings(env_file=None)
    documented: dict[str, Any] = {
        "database_url": None,
        "muster_sandbox": False,
        "frontend_origin": "http://127.0.0.1:8000",
        "session_secret": None,
        "discord_client_id": None,
        "discord_api_base_url": "https://discord.com/api/v10",
        "discord_voice_channel_ids": frozenset(),
        "telegram_api_base_url": "https://api.telegram.org",
        "admin_discord_ids": frozenset(),
        "promoter_discord_ids": frozenset(),
        "player_self_registration": True,
        "availability_session_ready_threshold": 6,
        "availability_daily_reminder_time": time(16, 0),
        "redis_url": None,
        "availability_promotion_reminder_time": time(20, 45),
        "availability_promotion_start_time": time(21, 0),
        "availability_promotion_timezone": ZoneInfo("Europe/Ljubljana"),
        "availability_promotion_enabled": True,
        "availability_promotion_voice_check_enabled": True,
        "availability_promotion_server_check_enabled": True,
        "availability_promotion_job_max_attempts": 5,
        "availability_promotion_dry_run_default": False,
        "availability_promotion_global_cooldown": False,
        "availability_link_token_ttl_minutes": 30,
        "availability_link_token_min_interval_seconds": 30,
        "availability_planning_discord_create_thread": False,
        "availability_discord_scheduled_event": False,
        "discord_oauth_state_ttl_seconds": 600,
        "discord_oauth_rate_limit_window_seconds": 60,
        "discord_oauth_rate_limit_max_requests": 40,
    }
    assert {name: getattr(settings, name) for name in documented} == documented
    assert settings.oauth_redirect_uri == "http://127.0.0.1:8000/auth/callback"


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "AVAILABILITY_SESSION_READY_THRESHOLD=4\nAVAILABILITY_PROMOTION_START_TIME=21:30\n"
        "UNKNOWN_THING=1\n"
    )
    monkeypatch.setenv("AVAILABILITY_SESSION_READY_THRESHOLD", "8")
    settings = load_settings(env_file=file)
    assert settings.threshold == 8
    assert settings.availability_promotion_start_time == time(21, 30)
    assert load_settings(env_file=file, availability_session_ready_threshold=2).threshold == 2


def test_an_empty_variable_is_an_unset_one_but_for_the_daily_reminder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DATABASE_URL", "ADMIN_DISCORD_IDS", "MUSTER_SANDBOX", "GAME_SERVER_ADDRESS"):
        monkeypatch.setenv(name, " ")
    monkeypatch.setenv("AVAILABILITY_DAILY_REMINDER_TIME", "")
    settings = load_settings(env_file=None)
    assert settings.database_url is None
    assert settings.muster_sandbox is False
    assert settings.availability_daily_reminder_time is None


def test_ids_are_read_from_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_DISCORD_IDS", "80351110224678912, 17 ,")
    assert load_settings(env_file=None).admin_discord_ids == {80351110224678912, 17}


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("DATABASE_URL", "sqlite:///x", "postgresql://"),
        ("DATABASE_URL", "postgresql://h:abc/x", "host:port"),
        ("DATABASE_URL", "postgresql://a,h:70000/x", "host:port"),
        ("DATABASE_URL", "postgresql://u:p#w@h/x", "%XX"),
        ("DATABASE_URL", "postgresql://u:p@w@h/x", "%XX"),
        ("DATABASE_URL", "postgresql://h/x?sslmode", "postgresql://"),
        ("DATABASE_URL", "postgresql://h/x?sslmode=bogus", "verify-ca or verify-full"),
        ("DATABASE_URL", "postgresql://h/x?target_session_attrs=any1", "primary"),
        ("DATABASE_URL", "postgresql://h/x?channel_binding=require", "without channel_binding"),
        ("REDIS_URL", "notredis", "redis://"),
        ("REDIS_URL", "redis://h:abc", "redis://"),
        ("REDIS_URL", "redis://h/main", "redis://"),
        ("REDIS_URL", "redis://h/0?db=main", "redis://"),
        ("REDIS_URL", "unix:///run/redis.sock", "redis+unix://"),
        ("REDIS_URL", "redis+unix://?x", "redis+unix://"),
        ("SESSION_SECRET", "fifteen letters", "at least 16 characters"),
        ("TELEGRAM_BOT_TOKEN", "telegramtoken", "digits, a colon"),
        ("TELEGRAM_BOT_TOKEN", "123:with space", "digits, a colon"),
        ("SIGNAL_SENDER_NUMBER", "041000000", "country's code"),
        ("SIGNAL_SENDER_NUMBER", "+386 41 000 000", "country's code"),
        ("TELEGRAM_BOT_USERNAME", "my bot", "muster_bot"),
        ("MUSTER_SANDBOX", "perhaps", "true or false"),
        ("FRONTEND_ORIGIN", "muster.example.org", "http:// or https://"),
        ("FRONTEND_ORIGIN", "https://example.org/muster", "without a path"),
        ("FRONTEND_ORIGIN", "http://[", "an origin with http:// or https://"),
        ("FRONTEND_ORIGIN", "http://a b", "an origin with http:// or https://"),
        ("DISCORD_CLIENT_ID", "abc", "Discord id"),
        ("ADMIN_DISCORD_IDS", "1,two", "Discord ids"),
        ("ADMIN_DISCORD_IDS", "9223372036854775808", "Discord ids"),
        ("PROMOTER_DISCORD_IDS", "-5", "Discord ids"),
        ("AVAILABILITY_SESSION_READY_THRESHOLD", "0", "a whole number from 1 to 99"),
        ("AVAILABILITY_SESSION_READY_THRESHOLD", "six", "a whole number from 1 to 99"),
        ("AVAILABILITY_DAILY_REMINDER_TIME", "25:00", "HH:MM"),
        ("AVAILABILITY_PROMOTION_START_TIME", "9pm", "HH:MM"),
        ("AVAILABILITY_PROMOTION_TIMEZONE", "Mars/Olympus", "IANA time zone"),
        ("AVAILABILITY_PROMOTION_TIMEZONE", "../../etc/passwd", "IANA time zone"),
        ("AVAILABILITY_LINK_TOKEN_TTL_MINUTES", "4", "a whole number from 5 to 120"),
        ("DISCORD_OAUTH_STATE_TTL_SECONDS", "1", "a whole number from 30 to 3600"),
        ("DISCORD_REDIRECT_URI_ALLOWLIST", "ftp://x", "http:// or https://"),
        ("GAME_SERVER_ADDRESS", "example.org", "host:port"),
        ("GAME_SERVER_ADDRESS", "game server:27960", "host:port"),
        ("TELEGRAM_API_BASE_URL", "javascript:alert(1)", "http:// or https://"),
        ("CONTACT_DATA_ENCRYPTION_KEY", "tooshort", "Fernet keys"),
        ("COMMUNITY_ACCENT", "blue", "#1a5fd0"),
        ("COMMUNITY_ACCENT", "#12345", "#1a5fd0"),
        ("COMMUNITY_ACCENT", "oklch(1.2 0.1 20)", "oklch(0.5 0.19 262)"),
        ("COMMUNITY_ACCENT", "oklch(0.5 0.1)", "oklch(0.5 0.19 262)"),
        ("COMMUNITY_ACCENT", "#fff;} body{display:none", "#1a5fd0"),
        ("COMMUNITY_NAME", "x" * 41, "1 to 40 characters"),
    ],
)
def test_a_bad_value_gives_one_line_with_name_value_and_what_is_accepted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, accepted: str
) -> None:
    monkeypatch.setenv(name, value)
    line = problem()
    assert "\n" not in line
    assert line.startswith(f"{name}: ")
    assert accepted in line
    if "SecretStr" in str(Settings.model_fields[name.lower()].annotation):
        assert value not in line, "a secret is never shown"
    else:
        assert value in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql:///muster?host=/run/postgresql"),
        ("DATABASE_URL", "postgres://u:p%40w@a:5432,b:5433/x?target_session_attrs=primary"),
        ("DATABASE_URL", "postgresql://u@[::1]:5432/x?sslmode=verify-full&options=-c%20jit%3Doff"),
        ("REDIS_URL", "redis://:secret@redis.example.org:6380/1"),
        ("REDIS_URL", "redis://redis.example.org"),
        ("REDIS_URL", "rediss://h?db=2&socket_timeout=0.5"),
        ("REDIS_URL", "redis+unix:///run/redis.sock"),
        ("SESSION_SECRET", "sixteen letters."),
        ("TELEGRAM_BOT_TOKEN", "123456:AAH-x_y"),
        ("SIGNAL_SENDER_NUMBER", "+38641000000"),
        ("FRONTEND_ORIGIN", "https://muster.example.org:8443/"),
    ],
)
def test_a_good_value_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    read = getattr(load_settings(env_file=None), name.lower())
    assert (read if isinstance(read, str) else read.get_secret_value()) == value.rstrip("/")


def test_a_bad_value_from_the_file_is_shown_unless_it_is_a_secret(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "AVAILABILITY_SESSION_READY_THRESHOLD='lots'\nSESSION_SECRET=short\n"
        "FRONTEND_ORIGIN=https://anna:geheim@example.org\n"
    )
    with pytest.raises(SettingsError) as caught:
        load_settings(env_file=file)
    lines = dict(line.split(": ", 1) for line in str(caught.value).splitlines())
    assert lines["AVAILABILITY_SESSION_READY_THRESHOLD"].startswith("read 'lots'; accepted: ")
    assert "short" not in lines["SESSION_SECRET"]
    assert lines["FRONTEND_ORIGIN"].startswith("read 'https://…@example.org'; accepted: ")
    assert "a password" in lines["FRONTEND_ORIGIN"]


def test_the_reminder_comes_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVAILABILITY_PROMOTION_START_TIME", "20:45")
    line = problem()
    assert line.startswith("AVAILABILITY_PROMOTION_REMINDER_TIME: read '20:45'; accepted: ")
    assert "AVAILABILITY_PROMOTION_START_TIME" in line


def test_a_scheduled_event_needs_the_server_it_is_made_in() -> None:
    line = problem(availability_discord_scheduled_event=True)
    assert line.startswith(
        "AVAILABILITY_DISCORD_SCHEDULED_EVENT: read 'true', but DISCORD_GUILD_ID"
    )
    settings = load_settings(
        env_file=None, availability_discord_scheduled_event=True, discord_guild_id="17"
    )
    assert settings.availability_discord_scheduled_event


def test_every_bad_value_has_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_SANDBOX", "perhaps")
    monkeypatch.setenv("ADMIN_DISCORD_IDS", "x")
    assert sorted(line.partition(":")[0] for line in problem().splitlines()) == [
        "ADMIN_DISCORD_IDS",
        "MUSTER_SANDBOX",
    ]


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load_settings(
        env_file=None,
        session_secret="hunter2hunter2hunter2",
        discord_client_id="17",
        discord_client_secret="hunter2",
        database_url="postgresql://muster:hunter2@db/muster",
    )
    assert "hunter2" not in f"{settings!r} {settings}"


def test_the_sandbox_refuses_to_stand_beside_a_discord_secret_or_an_open_host() -> None:
    together = {"muster_sandbox": True, "discord_client_id": "17", "discord_client_secret": "s"}
    assert problem(**together).startswith("MUSTER_SANDBOX: read 'true', but DISCORD_CLIENT_SECRET")
    line = problem(muster_sandbox=True, frontend_origin="https://muster.example.org")
    assert line.startswith("MUSTER_SANDBOX: read 'true'")
    assert "FRONTEND_ORIGIN, read 'https://muster.example.org'" in line
    sandbox = load_settings(env_file=None, muster_sandbox=True)
    for host in ("127.0.0.1", "localhost", "::1", "127.0.0.2"):
        check_host(sandbox, host)
    for host in ("0.0.0.0", "::", "192.0.2.7", "muster.example.org", ""):
        with pytest.raises(SettingsError, match="MUSTER_SANDBOX"):
            check_host(sandbox, host)
    check_host(load_settings(env_file=None), "0.0.0.0")


def test_loopback_is_known_by_name_and_address() -> None:
    assert [is_loopback(host) for host in ("[::1]", "localhost", "example.org", "10.0.0.1")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_redirect_address_must_be_on_the_allowlist() -> None:
    allowed = "https://muster.example.org/auth/callback,http://127.0.0.1:8000/auth/callback"
    assert load_settings(env_file=None, discord_redirect_uri_allowlist=allowed)
    evil = "https://evil.example.org/auth/callback"
    line = problem(discord_redirect_uri_allowlist=allowed, discord_redirect_uri=evil)
    assert line.startswith(f"DISCORD_REDIRECT_URI: read {evil!r}; accepted: ")
    assert allowed.replace(",", ", ") in line
    line = problem(discord_redirect_uri_allowlist="https://muster.example.org/auth/callback")
    assert "not set, which means 'http://127.0.0.1:8000/auth/callback'" in line


def test_client_id_and_secret_go_together() -> None:
    line = problem(discord_client_id="17")
    assert line.startswith("DISCORD_CLIENT_ID: read '17', but DISCORD_CLIENT_SECRET is not set")
    line = problem(discord_client_secret="geheim")
    assert line.startswith("DISCORD_CLIENT_SECRET: ")
    assert "geheim" not in line


def test_encryption_keys_rotate_as_a_list() -> None:
    keys = f"{generate_contact_key()}, {generate_contact_key()}"
    assert load_settings(env_file=None, contact_data_encryption_key=keys)


def test_cookies_are_secure_on_https() -> None:
    assert not load_settings(env_file=None).cookies_secure
    assert load_settings(env_file=None, frontend_origin="https://m.example.org").cookies_secure


def test_the_session_key_is_the_one_given_or_made_once_for_all_processes(tmp_path: Path) -> None:
    assert load_settings(env_file=None, session_secret="x" * 16).session_key() == b"x" * 16
    settings = load_settings(env_file=None, muster_data_dir=tmp_path / "data")
    key = settings.session_key()
    assert len(key) >= 32
    assert settings.session_key() == key
    file = tmp_path / "data" / "session_secret"
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, "nobody else may read it"


@pytest.mark.parametrize("left", ["", "too short"])
def test_a_session_key_that_a_crash_cut_short_is_refused(tmp_path: Path, left: str) -> None:
    file = tmp_path / "data" / "session_secret"
    file.parent.mkdir()
    file.write_text(left)
    settings = load_settings(env_file=None, muster_data_dir=tmp_path / "data")
    with pytest.raises(MusterError) as caught:
        settings.session_key()
    assert str(caught.value).startswith(f"{file} holds {len(left)} bytes, fewer than the 16 ")
    assert file.read_text() == left
    file.unlink()
    assert len(settings.session_key()) >= 32


def test_a_session_key_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "data" / "session_secret"
    synced: list[tuple[str, int, bool]] = []

    def fsync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        kind = "folder" if stat.S_ISDIR(found.st_mode) else "file"
        synced.append((kind, 0 if kind == "folder" else found.st_size, file.exists()))

    monkeypatch.setattr("os.fsync", fsync)
    key = load_settings(env_file=None, muster_data_dir=tmp_path / "data").session_key()
    assert synced == [("file", len(key), False), ("folder", 0, True)]


def test_a_child_gets_the_environment_and_what_is_put_on_top(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUSTER_SANDBOX", "false")
    child = child_environment(MUSTER_SANDBOX="true")
    assert child["MUSTER_SANDBOX"] == "true"
    assert "PATH" in child


def test_a_settings_file_that_is_not_text_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not a UTF-8 text file"):
        load_settings(env_file=tmp_path / ".env")


def test_a_settings_file_that_cannot_be_read_is_named() -> None:
    # The kernel refuses to read this file's beginning to everybody, root included.
    with pytest.raises(SettingsError, match=r"^/proc/self/mem: Input/output error$"):
        load_settings(env_file="/proc/self/mem")


@pytest.mark.parametrize(
    ("made", "what"),
    [
        ("folder", "a folder, not a text file"),
        ("pipe", "a pipe, socket or device, not a text file"),
        ("device", "a pipe, socket or device, not a text file"),
        ("link", "a link that leads nowhere"),
        ("loop", "a link that leads nowhere"),
    ],
)
def test_a_settings_file_that_is_no_file_is_said_to_be_none(
    tmp_path: Path, made: str, what: str
) -> None:
    path = tmp_path / ".env"
    if made == "folder":
        path.mkdir()
    elif made == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to({"device": "/dev/zero", "link": "nowhere", "loop": ".env"}[made])
    with pytest.raises(SettingsError) as caught:
        load_settings(env_file=path)
    assert str(caught.value) == f"{path}: {what}"


def test_a_settings_file_may_be_missing_or_nothing(tmp_path: Path) -> None:
    assert load_settings(env_file=tmp_path / ".env")
    (tmp_path / ".env").symlink_to(os.devnull)
    assert load_settings(env_file=tmp_path / ".env")
