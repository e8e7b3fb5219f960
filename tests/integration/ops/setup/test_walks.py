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
    FIRST,
    ORIGIN,
    WEBSITE,
    answer,
    by_label,
    extra,
    free_port,
    in_environment,
    secrets_of,
    services,
    setting_up,
    steps_and_seconds,
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
        answer(terminal, [("Write ", ""), ("Which one", "")])
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
    assert len(told.pop("MUSTER_VAPID_PRIVATE_KEY")) == 43
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
    steps, seconds = steps_and_seconds(shown)  # which docs/operations/install.md tells
    assert (steps, seconds < 8 * 60) == (43, True), seconds
    # Nobody was written to.
    assert [each.deliveries for each in (chats.discord, chats.telegram, chats.signal)] == [
        [],
        [],
        [],
    ]


def test_the_second_time_enter_keeps_what_is_there(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats) as terminal:
        answer(terminal, [*by_label(chats), ("Write ", ""), ("Which one", "none")])
        assert terminal.ends() == 0
    env = folder / ".env"
    written = env.read_text(encoding="utf-8")
    env.write_text(f"# my own note\n{written}UNKNOWN=kept\n", encoding="utf-8")
    before = env.read_text(encoding="utf-8")
    labels = [label for label, _ in by_label(chats)]
    labels.insert(labels.index("Your server"), "becomes an event")
    with setting_up(folder, chats) as terminal:
        answer(terminal, [("systemd unit:", "none"), *((label, "") for label in labels[1:])])
        answer(terminal, [("Which one", "none")])
        assert terminal.ends() == 0
        assert "says all of this already" in terminal.shown
    assert env.read_text(encoding="utf-8") == before
    # One answer is another one: it alone is shown and changed.
    asked = [label for label in labels if label not in ("systemd unit:", "Which of these")]
    asked.remove("becomes an event")
    asked = asked[: asked.index("BotFather's token")]
    with setting_up(folder, chats) as terminal:
        answer(terminal, [("systemd unit:", "none"), ("Which of these", extra("another name"))])
        answer(terminal, [*((label, "") for label in asked), ("page is called", "Night Shift")])
        terminal.until("What changes in")
        answer(terminal, [("Change ", ""), ("Which one", "none")])
        assert terminal.ends() == 0
        told = terminal.shown.partition("What changes in")[2].partition("Change ")[0]
    assert told.split("\n")[1:-1] == ["  COMMUNITY_NAME: The community → Night Shift"]
    assert env.read_text(encoding="utf-8") == before.replace("The community'", "Night Shift'")


def test_what_somebody_has_already_is_pasted_at_once_and_never_shown(
    chats: FakeChats, folder: Path
) -> None:
    has = in_environment(chats)
    lines = "".join(f"{name}={value}\n" for name, value in has.items())
    with setting_up(folder, chats) as terminal:
        answer(terminal, [("systemd unit:", "none"), ("Which of these", "p")])
        terminal.until("an empty one ends them")
        terminal.type(lines)
        terminal.until("taken: ")
        answer(terminal, [("Which of these", ""), ("Write ", ""), ("Which one", "none")])
        assert terminal.ends() == 0
        shown = terminal.shown
    assert not [secret for secret in secrets_of(chats) if secret in shown]
    told = values(folder)
    assert {name: told.get(name) for name in has} == has
    assert told["TELEGRAM_BOT_USERNAME"] == "musterbot"


def test_what_a_service_refuses_is_said_and_asked_again(chats: FakeChats, folder: Path) -> None:
    chats.discord.portal.redirect_uris = []
    chats.discord.front.joined = False
    server = chats.discord.front
    wanted = ("other admins", "Telegram", "Signal", "game server")
    with setting_up(folder, chats) as terminal:
        answer(terminal, [("systemd unit:", "print"), ("Which of these", "1 and 99")])
        terminal.until("accepted: numbers from 1 to")
        answer(terminal, [("Which of these", ", ".join(map(extra, wanted))), WEBSITE[0]])
        answer(terminal, [("time zone", "Europe/Vienne")])
        terminal.until("did you mean Europe/Vienna?")
        answer(terminal, [("time zone", ""), ("Bot token (", "wrong")])
        terminal.until("Discord refuses DISCORD_BOT_TOKEN")
        answer(terminal, [("Bot token (", chats.discord.token), ("Client Secret (", "two words")])
        terminal.until("there are spaces in it")
        answer(terminal, [("Client Secret (", "wrong")])
        terminal.until("Discord refuses DISCORD_CLIENT_ID with DISCORD_CLIENT_SECRET")
        answer(terminal, [("Client Secret (", CLIENT_SECRET)])
        terminal.until(f"does not send people back to {ORIGIN}/auth/callback")
        terminal.until("): ")
        chats.discord.portal.redirect_uris = [f"{ORIGIN}/auth/callback"]
        terminal.type()  # the same answer, looked at again
        answer(terminal, [("Your server", "")])
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
        answer(terminal, [("Admins, by", "1"), ("BotFather's", "1:wrong")])
        terminal.until("Telegram refuses TELEGRAM_BOT_TOKEN")
        answer(terminal, [("BotFather's", "-"), ("rest-api, such", "http://127.0.0.1:1")])
        terminal.until("cannot be reached")
        answer(terminal, [("rest-api, such", "-"), ("game server", "nowhere")])
        terminal.until("accepted: host:port")
        answer(terminal, [("game server", ""), ("Write ", ""), ("Which one", "x")])
        terminal.until("accepted: caddy, nginx or none")
        answer(terminal, [("Which one", "none")])
        assert terminal.ends() == 0
    told = values(folder)
    assert told["DISCORD_ANNOUNCE_CHANNEL_ID"] == str(ANNOUNCE_ID)
    assert told["COMMUNITY_NAME"] == "The community"
    left_out = {"DISCORD_VOICE_CHANNEL_IDS", "TELEGRAM_BOT_TOKEN", "SIGNAL_API_BASE_URL"}
    assert not left_out & set(told)


def test_a_paste_of_several_lines_answers_one_question(chats: FakeChats, folder: Path) -> None:
    with setting_up(folder, chats) as terminal:
        answer(terminal, FIRST)
        answer(terminal, [("Bot token (", f"{chats.discord.token}\nthe-next-secret\n")])
        terminal.until("Client Secret (", "the-next-secret")
        terminal.until("): ")
        terminal.press(b"\x03")
        assert terminal.ends() == 130
        assert "the-next-secret" not in terminal.shown


@pytest.mark.parametrize("how", ["ctrl-c", "ctrl-d", "SIGTERM"])
def test_whoever_ends_it_has_written_nothing(chats: FakeChats, folder: Path, how: str) -> None:
    (folder / ".env").write_text("COMMUNITY_NAME=Before\n")
    with setting_up(folder, chats) as terminal:
        answer(terminal, FIRST)
        terminal.until("Bot token (")
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
        first.until("systemd unit:")
        with setting_up(folder, chats) as second:
            assert second.ends() == 1
            assert "another `muster setup` is writing .env in" in second.shown
        first.press(b"\x03")
        assert first.ends() == 130


def test_a_locale_without_our_letters_shows_and_keeps_what_it_can(
    chats: FakeChats, folder: Path
) -> None:
    with setting_up(folder, chats, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0") as terminal:
        answer(terminal, [("systemd unit:", "none"), *FIRST[1:]])
        terminal.until("New Application ? a name")
        terminal.press(b"\x03")
        assert terminal.ends() == 130
    with setting_up(folder, chats, LC_ALL="C") as terminal:
        wanted = f"{extra('another name')} {extra('links chats')}"
        answer(terminal, [("systemd unit:", "none"), ("Which of these", wanted), *WEBSITE])
        answer(terminal, [("Bot token", ""), ("Client ID", "")])
        answer(terminal, [("page is called", "Nachtschicht Zürich")])
        answer(terminal, [("Write ", ""), ("Which one", "none")])
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
        answer(terminal, [*FIRST[1:], ("Bot token", ""), ("Client ID", ""), ("Write ", "")])
        answer(terminal, [("Try it again", "n")])
        terminal.until("Muster has no unit")
        answer(terminal, [("Which one", "none")])
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
