"""Secrets in files of their own: NAME_FILE beside NAME, for every setting that is a secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from muster.crypto import generate_contact_key
from muster.secret_files import LARGEST
from muster.settings import (
    SECRETS,
    Settings,
    SettingsError,
    child_environment,
    load_settings,
    unknown_variables,
)
from muster.web_push import generate_sender_key
from ops.demo.plan import demo_settings

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.made-up"
VALUES = {
    "database_url": "postgresql://muster:geheim@db/muster",
    "redis_url": "redis://:geheim@redis",
    "session_secret": "sixteen characters and more",
    "discord_client_secret": "geheim",
    "discord_bot_token": TOKEN,
    "telegram_bot_token": "123:geheim",
    "signal_sender_number": "+38641000000",
    "contact_data_encryption_key": generate_contact_key(),
    "link_confirm_secret": "geheim",
    "availability_planning_discord_bot_token": TOKEN,
    "muster_vapid_private_key": generate_sender_key(),
    "muster_healthcheck_url": "https://hc.example.org/ping/geheim",
}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def refusal() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value).splitlines()


def test_every_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(SECRETS) == set(VALUES)
    monkeypatch.setenv("DISCORD_CLIENT_ID", "1")
    for name, value in VALUES.items():
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / name))
    settings = load_settings()
    for name, value in VALUES.items():
        secret = getattr(settings, name)
        assert isinstance(secret, SecretStr)
        assert secret.get_secret_value() == value
        assert value not in repr(settings)
    assert unknown_variables() == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"geheim", "geheim"),
        (b"geheim\n", "geheim"),
        (b"geheim\r\n", "geheim"),
        (b" a b ", " a b "),
    ],
)
def test_the_end_of_the_line_is_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, value: str
) -> None:
    (tmp_path / "file").write_bytes(text)
    monkeypatch.setenv("DISCORD_BOT_TOKEN_FILE", "file")  # from the folder of the command
    found = load_settings().discord_bot_token
    assert found is not None
    assert found.get_secret_value() == value


def test_the_settings_file_may_name_it_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").write_text("one")
    (tmp_path / "other").write_text("other")
    (tmp_path / ".env").write_text("DISCORD_BOT_TOKEN_FILE=one\nOTHER_FILE=one\n")
    found = load_settings().discord_bot_token
    assert found == SecretStr("one")
    monkeypatch.setenv("discord_bot_token_file", "other")
    assert load_settings().discord_bot_token == SecretStr("other")
    assert [each.name for each in unknown_variables()] == ["OTHER_FILE"]


def test_value_and_file_at_once_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(f"DISCORD_BOT_TOKEN={TOKEN}\n")
    (tmp_path / "file").write_text(TOKEN)
    monkeypatch.setenv("DISCORD_BOT_TOKEN_FILE", "file")
    line = "DISCORD_BOT_TOKEN and DISCORD_BOT_TOKEN_FILE are both set; set one of them"
    assert refusal() == [line]
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "")  # empty is unset, also over the file
    assert load_settings().discord_bot_token == SecretStr(TOKEN)


def test_what_cannot_be_used_is_one_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in {
        "empty": b"\n",
        "bytes": b"\xff\xfe",
        "zero": b"a\0b",
        "large": b"x" * (LARGEST + 1),
    }.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, reason in {
        "empty": "empty",
        "bytes": "not a UTF-8 text file",
        "zero": "not a text file",
        "large": "larger than a secret is",
        "folder": "a folder, not a text file",
        "pipe": "a pipe, socket or device, not a text file",
        str(tmp_path / "none"): "No such file or directory",
    }.items():
        monkeypatch.setenv("DISCORD_BOT_TOKEN_FILE", name)
        assert refusal() == [f"DISCORD_BOT_TOKEN_FILE: {name} cannot be used ({reason})"]
    monkeypatch.setenv("SESSION_SECRET_FILE", "folder")
    monkeypatch.setenv("MUSTER_PORT", "none")
    assert len(refusal()) == 3


def test_a_secret_in_place_of_its_files_name_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for secret in (TOKEN, "/base64/that+begins=so", "x" * 5000):
        monkeypatch.setenv("DISCORD_BOT_TOKEN_FILE", secret)
        (line,) = refusal()
        assert line.startswith("DISCORD_BOT_TOKEN_FILE: the file (its name is not shown")
        assert secret not in line


def test_a_bad_value_in_a_file_is_said_of_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mysql://muster:geheim@h/x")
    monkeypatch.setenv("DATABASE_URL_FILE", "file")
    (line,) = refusal()
    assert line.startswith("DATABASE_URL: the value (a secret, not shown) cannot be used; accepted")


def test_what_is_settled_otherwise_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", "/none/of/it")
    url = SecretStr("postgresql://h/x")
    assert load_settings(database_url=url).database_url == url
    assert demo_settings(8000).database_url is None
    # A process that is started with an address of its own, or with none.
    for address in ("postgresql://h/x", ""):
        environment = child_environment(DATABASE_URL=address)
        assert (environment["DATABASE_URL"], environment["DATABASE_URL_FILE"]) == (address, "")
    assert child_environment()["DATABASE_URL_FILE"] == "/none/of/it"
