"""`muster setup` in a terminal: a newcomer's whole walk, a second one, and what ends one early."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from muster.settings import load_settings
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID
from tests.support.fakes.discord_portal import CLIENT_SECRET, OWNER_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.scenes.setting_up import (
    COMMAND,
    ORIGIN,
    SIGN_IN,
    THE_END,
    answer,
    by_label,
    free_port,
    secrets_of,
    services,
    setting_up,
    values,
)


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        running.discord.portal.redirect_uris = [f"{ORIGIN}/auth/callback"]
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Muster's folder, with a name that many have."""
    made = tmp_path / "Unser Müster, zweiter Versuch"
    made.mkdir()
    return made


def test_a_newcomer_is_led_from_nothing_to_a_whole_env(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats) as terminal:
        answer(terminal, by_label(chats))
        terminal.until("CONTACT_DATA_ENCRYPTION_KEY: set (a secret, not shown)")
        assert not (folder / ".env").exists(), "nothing is written before the last question"
        answer(terminal, [("Write ", ""), ("Which one", ""), ("Run the doctor", "n")])
        assert terminal.ends() == 0
        shown = terminal.shown
    assert not [secret for secret in secrets_of(chats) if secret in shown]
    # The addresses to open and to paste are whole.
    assert f"applications/{BOT_ID}/oauth2\n" in shown
    assert f"\n      {ORIGIN}/auth/callback\n" in shown
    view, send, connect, history, events = 1 << 10, 1 << 11, 1 << 20, 1 << 16, 1 << 44
    assert (
        f"https://discord.com/oauth2/authorize?client_id={BOT_ID}&scope=bot+applications.commands"
        f"&permissions={view | send | connect | history | events}\n"
    ) in shown
    assert f"reverse_proxy 127.0.0.1:{free_port()}" in shown
    assert f"WorkingDirectory={folder}\n" in shown
    env = folder / ".env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir()) == [".env"]
    told = values(folder)
    assert len(told.pop("CONTACT_DATA_ENCRYPTION_KEY")) == 44
    assert told == {
        **services(chats),
        "FRONTEND_ORIGIN": ORIGIN,
        "AVAILABILITY_PROMOTION_TIMEZONE": "Europe/Vienna",
        "DISCORD_CLIENT_ID": str(BOT_ID),
        "DISCORD_CLIENT_SECRET": CLIENT_SECRET,
        "DISCORD_BOT_TOKEN": chats.discord.token,
        "DISCORD_GUILD_ID": str(GUILD_ID),
        "DISCORD_ANNOUNCE_CHANNEL_ID": str(ANNOUNCE_ID),
        "DISCORD_VOICE_CHANNEL_IDS": str(VOICE_ID),
        "ADMIN_DISCORD_IDS": str(OWNER_ID),
        "AVAILABILITY_DISCORD_SCHEDULED_EVENT": "true",
        "COMMUNITY_NAME": "The community",
        "TELEGRAM_BOT_TOKEN": chats.telegram.token,
        "TELEGRAM_BOT_USERNAME": "musterbot",
        "SIGNAL_API_BASE_URL": chats.settings["signal_api_base_url"],
        "SIGNAL_SENDER_NUMBER": chats.signal.number,
    }
    settings = load_settings(env_file=env)
    assert settings.oauth_redirect_uri == f"{ORIGIN}/auth/callback"
    # Nobody was written to.
    assert [each.deliveries for each in (chats.discord, chats.telegram, chats.signal)] == [
        [],
        [],
        [],
    ]


def test_the_second_time_enter_keeps_what_is_there(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats) as terminal:
        answer(terminal, [*by_label(chats), ("Write ", ""), ("Which one", "none")])
        answer(terminal, [("Run the doctor", "n")])
        assert terminal.ends() == 0
    env = folder / ".env"
    written = env.read_text(encoding="utf-8")
    env.write_text(f"# my own note\n{written}UNKNOWN=kept\n", encoding="utf-8")
    before = env.read_text(encoding="utf-8")
    labels = [label for label, _ in by_label(chats)]
    with setting_up(folder, chats) as terminal:
        answer(terminal, [(label, "") for label in labels[:-2]])
        answer(terminal, [("systemd unit", "none"), ("Which one", "none"), ("Run the doctor", "")])
        assert terminal.ends() == 0
        assert "says all of this already" in terminal.shown
    assert env.read_text(encoding="utf-8") == before
    # One answer is another one: it alone is shown and changed.
    changed = {"What the page is called": "Night Shift", "systemd unit": "none"}
    with setting_up(folder, chats) as terminal:
        answer(terminal, [(label, changed.get(label, "")) for label in labels[:-1]])
        terminal.until("What changes in")
        answer(terminal, [("Change ", ""), ("Which one", "none"), ("Run the doctor", "")])
        assert terminal.ends() == 0
        told = terminal.shown.partition("What changes in")[2].partition("Change ")[0]
    assert told.split("\n")[1:-1] == ["  COMMUNITY_NAME: The community → Night Shift"]
    assert env.read_text(encoding="utf-8") == before.replace("The community'", "Night Shift'")


def test_what_a_service_refuses_is_said_and_asked_again(chats: FakeChats, folder: Path) -> None:
    chats.discord.portal.redirect_uris = []
    chats.discord.front.joined = False
    server = chats.discord.front
    with setting_up(folder, chats) as terminal:
        answer(terminal, SIGN_IN[:3])
        answer(terminal, [("time zone", "Europe/Vienne")])
        terminal.until("did you mean Europe/Vienna?")
        answer(terminal, [("time zone", ""), ("Client ID", "12ab")])
        terminal.until("accepted: a Discord id")
        answer(terminal, [("Client ID", str(BOT_ID)), ("Client Secret (", "two words")])
        terminal.until("there are spaces in it")
        answer(terminal, [("Client Secret (", "wrong")])
        terminal.until("Discord refuses DISCORD_CLIENT_ID with DISCORD_CLIENT_SECRET")
        answer(terminal, [("Client Secret (", CLIENT_SECRET), ("Bot token (", "wrong")])
        terminal.until("Discord refuses DISCORD_BOT_TOKEN")
        answer(terminal, [("Bot token (", chats.discord.token)])
        terminal.until(f"does not send people back to {ORIGIN}/auth/callback")
        terminal.until("): ")
        chats.discord.portal.redirect_uris = [f"{ORIGIN}/auth/callback"]
        terminal.type()  # the same answer, looked at again
        answer(terminal, [("becomes an event", ""), ("private thread", ""), ("Your server", "")])
        terminal.until("the bot is on no server yet")
        answer(terminal, [("Your server", str(GUILD_ID + 5))])
        terminal.until(f"the bot is not on server {GUILD_ID + 5}; open https://discord.com/oauth2/")
        terminal.until("): ")
        server.joined = True
        server.missing[ANNOUNCE_ID] = {"SEND_MESSAGES"}
        terminal.type(str(GUILD_ID))
        answer(terminal, [("for announcements", "1")])
        terminal.until("allow Send Messages")
        answer(terminal, [("for announcements", "keep"), ("voice channels", "-")])
        terminal.until("left out: nobody can tell who is in voice")
        chats.discord.portal.strangers.add("5")
        answer(terminal, [("Admins, by", "5")])
        terminal.until("Discord knows nobody with the id 5")
        answer(terminal, [("Admins, by", "1"), ("page is called", "-"), ("BotFather's", "1:wrong")])
        terminal.until("Telegram refuses TELEGRAM_BOT_TOKEN")
        answer(terminal, [("BotFather's", "-"), ("rest-api, such", "http://127.0.0.1:1")])
        terminal.until("cannot be reached")
        answer(terminal, [("rest-api, such", "-"), ("game server", "nowhere")])
        terminal.until("accepted: host:port")
        answer(terminal, [("game server", ""), *THE_END[:2], ("The user that runs", "root")])
        terminal.until("Muster needs no root")
        answer(terminal, [("The user that runs", "daemon"), ("Write ", ""), ("Which one", "x")])
        terminal.until("accepted: caddy, nginx or none")
        answer(terminal, [("Which one", "none"), ("Run the doctor", "n")])
        assert terminal.ends() == 0
    told = values(folder)
    assert told["DISCORD_ANNOUNCE_CHANNEL_ID"] == str(ANNOUNCE_ID)
    assert told["COMMUNITY_NAME"] == "The community"
    left_out = {"DISCORD_VOICE_CHANNEL_IDS", "TELEGRAM_BOT_TOKEN", "SIGNAL_API_BASE_URL"}
    assert not left_out & set(told)


def test_a_paste_of_several_lines_answers_one_question(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats) as terminal:
        answer(terminal, SIGN_IN[:5])
        answer(terminal, [("Client Secret (", f"{CLIENT_SECRET}\nthe-next-secret\n")])
        terminal.until("Bot token (", "the-next-secret")
        terminal.until("): ")
        terminal.press(b"\x03")
        assert terminal.ends() == 130
        assert "the-next-secret" not in terminal.shown


@pytest.mark.parametrize("how", ["ctrl-c", "ctrl-d", "SIGTERM"])
def test_whoever_ends_it_has_written_nothing(chats: FakeChats, folder: Path, how: str) -> None:
    (folder / ".env").write_text("COMMUNITY_NAME=Before\n")
    with setting_up(folder, chats) as terminal:
        answer(terminal, SIGN_IN[:5])
        terminal.until("Client Secret (")
        terminal.until("): ")
        assert not terminal.echoes
        if how == "SIGTERM":
            os.kill(terminal.process.pid, signal.SIGTERM)
        else:
            terminal.press(b"\x03" if how == "ctrl-c" else b"\x04")
        assert terminal.ends() == (143 if how == "SIGTERM" else 130)
        assert terminal.shown.rstrip().endswith("muster: stopped; nothing was written")
    assert (folder / ".env").read_text() == "COMMUNITY_NAME=Before\n"
    assert [path.name for path in folder.iterdir()] == [".env"]


def test_of_two_at_once_one_says_so(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats) as first:
        first.until("Where browsers reach")
        with setting_up(folder, chats) as second:
            assert second.ends() == 1
            assert "another `muster setup` is writing .env in" in second.shown
        first.press(b"\x03")
        assert first.ends() == 130


def test_a_locale_without_our_letters_shows_and_keeps_what_it_can(
    chats: FakeChats, folder: Path
) -> None:
    with setting_up(folder, chats, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0") as terminal:
        answer(terminal, SIGN_IN[:4])
        terminal.until("New Application ? a name")
        terminal.press(b"\x03")
        assert terminal.ends() == 130
    with setting_up(folder, chats, LC_ALL="C") as terminal:
        answer(terminal, [*SIGN_IN[:4], ("Client ID", ""), ("Bot token", "")])
        answer(terminal, [("page is called", "Nachtschicht Zürich"), ("BotFather's", "")])
        answer(terminal, [("rest-api, such", ""), ("game server", "")])
        answer(terminal, [("Does another program", "y")])
        answer(terminal, [("systemd unit", "none"), ("Write ", ""), ("Which one", "none")])
        answer(terminal, [("Run the doctor", "")])
        assert terminal.ends() == 0
        shown = terminal.shown
    told = values(folder)
    assert told["COMMUNITY_NAME"] == "Nachtschicht Zürich"
    assert len(told["LINK_CONFIRM_SECRET"]) == 64
    assert told["LINK_CONFIRM_SECRET"] not in shown


def test_a_unit_that_cannot_be_written_costs_nobody_the_rest(
    chats: FakeChats, folder: Path
) -> None:
    (folder / "config").write_text("no folder")
    command = [*COMMAND, "--service", "user"]
    with setting_up(folder, chats, command, XDG_CONFIG_HOME=str(folder / "config")) as terminal:
        answer(terminal, [*SIGN_IN[:4], ("Client ID", ""), ("Bot token", "")])
        answer(terminal, [("page is called", ""), ("BotFather's", ""), ("rest-api, such", "")])
        answer(terminal, [("game server", ""), ("Does another program", ""), ("Write ", "")])
        answer(terminal, [("Try it again", "n")])
        terminal.until("Muster has no unit")
        answer(terminal, [("Which one", "none"), ("Run the doctor", "n")])
        assert terminal.ends() == 0
    assert values(folder)["FRONTEND_ORIGIN"] == ORIGIN


@pytest.mark.skipif(os.geteuid() == 0, reason="root may install it")
def test_what_takes_root_is_refused_before_any_question(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats, [*COMMAND, "--service", "system"]) as terminal:
        assert terminal.ends() == 1
        assert "is installed by root" in terminal.shown
        assert "Where browsers reach" not in terminal.shown


def test_without_a_terminal_it_says_what_to_do(folder: Path) -> None:
    done = subprocess.run(
        COMMAND, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "--non-interactive" in done.stderr
