"""slomix's `.env` starts Muster as it is: its names, 0 for no id, a passphrase as contact key."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from muster.crypto import ContactCipher, generate_contact_key
from muster.settings import SettingsError, adopted_lines, load_settings, unknown_variables

PASSPHRASE = "correct horse, battery staple"
SLOMIX = f"""
BOT_ENVIRONMENT=production
POSTGRES_HOST=localhost
POSTGRES_PASSWORD=geheim geheim
SESSION_SECRET=a session secret of slomix
OWNER_USER_ID=101
WEBSITE_ADMIN_DISCORD_IDS=102, 103
PROMOTER_DISCORD_IDS=0
DISCORD_GUILD_ID=0
GAMING_VOICE_CHANNELS=201,202
PUBLIC_FRONTEND_ORIGIN=https://play.example.org
CONTACT_DATA_ENCRYPTION_KEY="{PASSPHRASE}"
AVAILABILITY_MULTICHANNEL_ENABLED=true
AVAILABILITY_SCHEDULER_LOCK_KEY=875211
AVAILABILITY_PROMOTION_TIMEZONE=Europe/Vienna
AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID=0
AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID=0
AVAILABILITY_DISCORD_CHANNEL_ANNOUNCE_ENABLED=true
AVAILABILITY_DISCORD_ANNOUNCE_CHANNEL_ID=301
AVAILABILITY_TELEGRAM_ENABLED=true
AVAILABILITY_TELEGRAM_BOT_TOKEN=42:telegramgeheim
AVAILABILITY_TELEGRAM_API_BASE_URL=https://telegram.example.org
AVAILABILITY_SIGNAL_ENABLED=true
AVAILABILITY_SIGNAL_MODE=daemon
AVAILABILITY_SIGNAL_SENDER=+12025550100
AVAILABILITY_SIGNAL_DAEMON_URL=http://127.0.0.1:8080
"""


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """slomix's file, in the folder that commands are started in."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / ".env"
    file.write_text(SLOMIX)
    return file


@pytest.mark.usefixtures("env")
def test_slomixs_file_starts_muster_as_it_is() -> None:
    settings = load_settings()
    assert settings.admin_discord_ids == {101, 102, 103}
    assert settings.promoter_discord_ids == frozenset()
    assert settings.discord_voice_channel_ids == {201, 202}
    assert settings.discord_guild_id is None
    assert settings.availability_promotion_followup_channel_id is None
    assert settings.availability_planning_thread_parent_channel_id is None
    assert settings.discord_announce_channel_id == 301
    assert settings.frontend_origin == "https://play.example.org"
    assert settings.zone.key == "Europe/Vienna"
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == "42:telegramgeheim"
    assert settings.telegram_api_base_url == "https://telegram.example.org"
    assert settings.signal_api_base_url == "http://127.0.0.1:8080"
    assert settings.signal_sender_number is not None
    assert settings.database_url is None, "slomix's database is not Muster's"


@pytest.mark.usefixtures("env")
def test_each_of_them_is_told_in_a_line_without_its_value() -> None:
    lines = adopted_lines()
    assert [line.partition(":")[0] for line in lines] == [
        "WEBSITE_ADMIN_DISCORD_IDS",
        "OWNER_USER_ID",
        "AVAILABILITY_TELEGRAM_BOT_TOKEN",
        "AVAILABILITY_TELEGRAM_API_BASE_URL",
        "AVAILABILITY_SIGNAL_DAEMON_URL",
        "AVAILABILITY_SIGNAL_SENDER",
        "AVAILABILITY_DISCORD_ANNOUNCE_CHANNEL_ID",
        "GAMING_VOICE_CHANNELS",
        "PUBLIC_FRONTEND_ORIGIN",
        "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID",
        "AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID",
        "DISCORD_GUILD_ID",
        "PROMOTER_DISCORD_IDS",
        "CONTACT_DATA_ENCRYPTION_KEY",
    ]
    told = "\n".join(lines)
    for value in ("geheim", "101", "301", "5550100", "horse", "example.org"):
        assert value not in told
    assert "read as TELEGRAM_BOT_TOKEN; rename it" in told
    assert all("\n" not in line for line in lines)


def test_they_are_no_unknown_names(env: Path) -> None:
    names = [each.name for each in unknown_variables(env)]
    assert names == ["BOT_ENVIRONMENT", "POSTGRES_HOST", "POSTGRES_PASSWORD"]


def test_musters_own_name_wins(env: Path) -> None:
    env.write_text(
        f"{SLOMIX}\nADMIN_DISCORD_IDS=7\nTELEGRAM_BOT_TOKEN_FILE=token\n"
        "SIGNAL_SENDER_NUMBER=\nDISCORD_ANNOUNCE_CHANNEL_ID=0\n"
    )
    env.with_name("token").write_text("7:own")
    settings = load_settings()
    assert settings.admin_discord_ids == {7}
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == "7:own"
    assert settings.signal_sender_number is not None, "an empty variable is unset"
    assert settings.discord_announce_channel_id == 301, "so is an id of 0"
    assert "OWNER_USER_ID: not used, since ADMIN_DISCORD_IDS is set" in adopted_lines()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, env: Path) -> None:
    assert env.is_file()
    monkeypatch.setenv("WEBSITE_ADMIN_DISCORD_IDS", "9")
    monkeypatch.setenv("OWNER_USER_ID", "0")
    assert load_settings().admin_discord_ids == {9}
    assert "OWNER_USER_ID: 0 means that it is not set; leave it empty" in adopted_lines()


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        ("AVAILABILITY_TELEGRAM_ENABLED=false", "telegram_bot_token", "ENABLED is off"),
        ("AVAILABILITY_SIGNAL_ENABLED=0", "signal_sender_number", "ENABLED is off"),
        ("AVAILABILITY_SIGNAL_MODE=cli", "signal_api_base_url", "MODE is cli"),
        (
            "AVAILABILITY_DISCORD_CHANNEL_ANNOUNCE_ENABLED=false",
            "discord_announce_channel_id",
            "ENABLED is off",
        ),
    ],
)
def test_what_is_off_in_slomix_stays_off(env: Path, line: str, field: str, why: str) -> None:
    env.write_text(f"{SLOMIX}\n{line}\n")
    assert getattr(load_settings(), field) is None
    assert any(why in told for told in adopted_lines())


def test_browsers_reach_the_page_where_discord_sends_them(env: Path) -> None:
    redirect = "DISCORD_REDIRECT_URI=https://play.example.org:8443/auth/callback\n"
    env.write_text(f"OWNER_USER_ID=101\n{redirect}")
    assert load_settings().frontend_origin == "https://play.example.org:8443"
    assert adopted_lines()[-1].startswith("DISCORD_REDIRECT_URI: says where browsers reach the")
    env.write_text(f"OWNER_USER_ID=101\nFRONTEND_ORIGIN=https://example.org\n{redirect}")
    assert load_settings().frontend_origin == "https://example.org"
    env.write_text(redirect)
    assert load_settings().frontend_origin == "http://127.0.0.1:8000", "no file of slomix's"
    assert adopted_lines() == []


def test_a_bad_value_is_told_under_the_name_that_was_read(env: Path) -> None:
    env.write_text("WEBSITE_ADMIN_DISCORD_IDS=anna\nAVAILABILITY_TELEGRAM_BOT_TOKEN=geheim\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert any(
        line.startswith("WEBSITE_ADMIN_DISCORD_IDS: read 'anna'; accepted: ") for line in lines
    )
    assert any(line.startswith("AVAILABILITY_TELEGRAM_BOT_TOKEN: the value") for line in lines)
    assert "geheim" not in str(caught.value)


def test_a_passphrase_is_the_key_that_it_is_in_slomix(env: Path) -> None:
    token = Fernet(base64.urlsafe_b64encode(hashlib.sha256(PASSPHRASE.encode()).digest())).encrypt(
        b"+12025550101"
    )
    assert env.is_file()
    cipher = ContactCipher.from_settings(load_settings())
    assert cipher is not None
    assert cipher.decrypt(token) == "+12025550101"


def test_keys_and_a_passphrase_rotate(env: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = generate_contact_key()
    env.write_text(f"CONTACT_DATA_ENCRYPTION_KEY={key}, a passphrase of before\n")
    cipher = ContactCipher.from_settings(load_settings())
    assert cipher is not None
    assert len(cipher.key_ids) == 2
    assert cipher.key_id == ContactCipher([key]).key_id, "the new key comes first"
    assert len(adopted_lines()) == 1
    env.write_text(f"CONTACT_DATA_ENCRYPTION_KEY={key}\n")
    assert adopted_lines() == []
    env.write_text("CONTACT_DATA_ENCRYPTION_KEY_FILE=key\n")
    env.with_name("key").write_text(f"{PASSPHRASE}\n")
    assert len(adopted_lines()) == 1


@pytest.mark.parametrize("text", ["too short", "x" * 44, ","])
def test_what_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CONTACT_DATA_ENCRYPTION_KEY", text.replace("too short", "short"))
    with pytest.raises(SettingsError, match="or a passphrase of at least 9 characters"):
        load_settings(env_file=None)


def test_ids_of_nothing_are_left_out_of_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_DISCORD_IDS", "0, 5,0")
    monkeypatch.setenv("DISCORD_CLIENT_ID", " 0 ")
    settings = load_settings(env_file=None)
    assert settings.admin_discord_ids == {5}
    assert settings.discord_client_id is None
