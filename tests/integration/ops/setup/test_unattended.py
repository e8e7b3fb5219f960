"""`muster setup --non-interactive`: the same checks, a line a problem, and nothing by halves."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from muster.clock import utc_now
from muster.crypto import generate_contact_key
from muster.settings import Settings
from ops.cli import main
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.fakes.game_server import fake_game_server
from tests.support.running.no_names import look_up_no_names
from tests.support.scenes.setting_up import ORIGIN, in_environment, secrets_of, values

Run = Callable[..., tuple[int, list[str], list[str]]]
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        running.discord.portal.redirect_uris = [f"{ORIGIN}/auth/callback"]
        yield running


@pytest.fixture
def run(
    chats: FakeChats,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs the command with what a whole community sets, and with what is said otherwise."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*options: str, **changed: str) -> tuple[int, list[str], list[str]]:
        with monkeypatch.context() as patch:
            for name, value in (in_environment(chats) | changed).items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as caught:
                main(["setup", "--non-interactive", *options])
        out, err = capsys.readouterr()
        assert not [each for each in (*secrets_of(chats), "geheim") if each in out + err]
        assert isinstance(caught.value.code, int)
        return caught.value.code, out.splitlines(), err.splitlines()

    return run


def test_everything_is_taken_from_the_environment(
    run: Run, chats: FakeChats, tmp_path: Path
) -> None:
    with fake_game_server() as game:
        game.has("Kestrel")
        more = {"GAME_SERVER_ADDRESS": game.address, "AVAILABILITY_DAILY_REMINDER_TIME": "9:00"}
        code, out, err = run(**more)
        assert (code, err) == (0, [])
        told = values(tmp_path)
        assert told.pop("CONTACT_DATA_ENCRYPTION_KEY")
        assert len(told.pop("MUSTER_VAPID_PRIVATE_KEY")) == 43
        assert told == in_environment(chats) | {
            **more,
            "COMMUNITY_NAME": "The community",
            "TELEGRAM_BOT_USERNAME": "musterbot",
        }
        assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert out[-1] == f"{tmp_path / '.env'} is written."


def test_links_lead_to_the_bot_whose_token_it_is(run: Run, tmp_path: Path) -> None:
    code, out, err = run(TELEGRAM_BOT_USERNAME="another_bot")
    assert (code, err) == (0, [])
    assert values(tmp_path)["TELEGRAM_BOT_USERNAME"] == "musterbot"
    sentence = "links led to @another_bot, and the token is of @musterbot."
    assert f"TELEGRAM_BOT_USERNAME is musterbot now: {sentence}" in out


@pytest.fixture
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up_no_names(monkeypatch)


BAD: list[tuple[str, dict[str, str], str]] = [
    ("FRONTEND_ORIGIN", {"FRONTEND_ORIGIN": "https://a/b"}, "accepted: an origin"),
    ("FRONTEND_ORIGIN", {"FRONTEND_ORIGIN": "[::1"}, "accepted: an origin"),
    ("FRONTEND_ORIGIN", {"FRONTEND_ORIGIN": "a]b"}, "accepted: an origin"),
    ("FRONTEND_ORIGIN", {"FRONTEND_ORIGIN": "http://127.0.0.1:99999"}, "accepted: an origin"),
    ("MUSTER_PORT", {"MUSTER_PORT": "70000"}, "accepted: "),
    ("DATABASE_URL", {"DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/m"}, "cannot be reached"),
    ("DATABASE_URL", {"DATABASE_URL": "mysql://u:geheim@h/m"}, "accepted: postgresql://"),
    (
        "AVAILABILITY_PROMOTION_TIMEZONE",
        {"AVAILABILITY_PROMOTION_TIMEZONE": "Europe/Nowhere"},
        "accepted: an IANA time zone",
    ),
    ("DISCORD_CLIENT_ID", {"DISCORD_CLIENT_ID": "my-app"}, "accepted: a Discord id"),
    ("DISCORD_CLIENT_SECRET", {"DISCORD_CLIENT_SECRET": "geheim"}, "Discord refuses"),
    ("DISCORD_CLIENT_SECRET", {"DISCORD_CLIENT_SECRET": "ge heim"}, "there are spaces in it"),
    ("DISCORD_CLIENT_SECRET", {"DISCORD_CLIENT_SECRET": "ge\nheim"}, "line breaks"),
    ("DISCORD_BOT_TOKEN", {"DISCORD_BOT_TOKEN": "geheim"}, "Discord refuses DISCORD_BOT_TOKEN"),
    ("DISCORD_GUILD_ID", {"DISCORD_GUILD_ID": "5"}, "the bot is not on server 5; open https://"),
    (
        "DISCORD_ANNOUNCE_CHANNEL_ID",
        {"DISCORD_ANNOUNCE_CHANNEL_ID": str(VOICE_ID + 77)},
        "Discord knows no channel",
    ),
    (
        "DISCORD_VOICE_CHANNEL_IDS",
        {"DISCORD_VOICE_CHANNEL_IDS": str(ANNOUNCE_ID)},
        "is no voice channel",
    ),
    ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": "1:geheim"}, "Telegram refuses"),
    ("SIGNAL_API_BASE_URL", {"SIGNAL_API_BASE_URL": NOWHERE}, "cannot be reached"),
    ("SIGNAL_SENDER_NUMBER", {"SIGNAL_SENDER_NUMBER": "+38640999888"}, "does not know"),
    ("SIGNAL_SENDER_NUMBER", {"SIGNAL_SENDER_NUMBER": "040 1"}, "accepted: a number with +"),
    ("GAME_SERVER_ADDRESS", {"GAME_SERVER_ADDRESS": "no-such-host.invalid:27960"}, "no such host"),
]


@pytest.mark.parametrize(("name", "changed", "says"), BAD, ids=[f"{n}-{s}" for n, _, s in BAD])
def test_a_bad_answer_is_one_line_and_nothing_is_written(
    run: Run,
    no_names: None,
    tmp_path: Path,
    name: str,
    changed: dict[str, str],
    says: str,
) -> None:
    code, out, err = run(**changed)
    assert (code, out) == (1, [])
    (line,) = err
    assert line.startswith(f"muster: {name}: ")
    assert says in line
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_told_at_once(run: Run) -> None:
    code, _, err = run(TELEGRAM_BOT_TOKEN="1:geheim", MUSTER_PORT="0", DISCORD_BOT_TOKEN="geheim")
    assert code == 1
    # Of what only the bot could tell, nothing is said.
    assert [line.split(":")[1].strip() for line in err] == [
        "MUSTER_PORT",
        "DISCORD_BOT_TOKEN",
        "TELEGRAM_BOT_TOKEN",
    ]


def test_a_token_of_another_application(run: Run, chats: FakeChats) -> None:
    chats.discord.portal.changed = {"id": "77", "name": "Another\x1b[31m one"}
    code, _, (line,) = run()
    assert code == 1
    assert (
        "the token is of another application (Another[31m one, 77) than DISCORD_CLIENT_ID" in line
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"bot_require_code_grant": True}, "switch Requires OAuth2 Code Grant off"),
        (
            {"interactions_endpoint_url": "https://x.example"},
            "Interactions Endpoint URL → empty it",
        ),
        ({"redirect_uris": ["https://other.example/auth/callback"]}, f"{ORIGIN}/auth/callback"),
    ],
)
def test_an_application_that_is_not_set_up_says_what_to_click(
    run: Run, chats: FakeChats, changed: dict[str, object], says: str
) -> None:
    chats.discord.portal.changed = changed
    code, _, (line,) = run()
    assert code == 1
    assert says in line


def test_what_the_bot_may_not_do_says_what_to_click(run: Run, chats: FakeChats) -> None:
    chats.discord.front.missing[ANNOUNCE_ID] = {"SEND_MESSAGES", "READ_MESSAGE_HISTORY"}
    code, _, (line,) = run()
    assert code == 1
    assert "Edit Channel → Permissions → muster → allow Send Messages, Read Message History" in line


def test_an_event_is_looked_at_in_the_voice_channel(run: Run, chats: FakeChats) -> None:
    chats.discord.front.missing[VOICE_ID] = {"CREATE_EVENTS"}
    assert run()[0] == 0
    code, _, (line,) = run("--replace", AVAILABILITY_DISCORD_SCHEDULED_EVENT="true")
    assert code == 1
    assert "allow Create Events" in line


def test_a_clock_an_hour_off_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late() -> datetime:
        return utc_now() + timedelta(hours=1)

    monkeypatch.setattr("ops.doctor.services.utc_now", late)
    code, _, (line,) = run()
    assert code == 1
    assert line.startswith("muster: clock: ")
    assert "set both by NTP" in line
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_changed_by_a_word_of_command_alone(run: Run, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    key = generate_contact_key()
    env.write_text(f"# mine\nCOMMUNITY_NAME=Before\nCONTACT_DATA_ENCRYPTION_KEY={key}\nOTHER=x\n")
    before = env.read_text()
    code, _, (line,) = run()
    assert code == 1
    assert "would change; --replace allows that" in line
    assert "COMMUNITY_NAME" not in line
    assert env.read_text() == before
    assert run("--replace")[0] == 0
    told = values(tmp_path)
    assert (told["COMMUNITY_NAME"], told["CONTACT_DATA_ENCRYPTION_KEY"]) == ("Before", key)
    assert env.read_text().startswith(before)
    # Once more there is nothing to change, and nothing to allow.
    after = env.read_text()
    code, out, err = run()
    assert (code, err, out[-1]) == (0, [], f"{env} says all of this already.")
    assert env.read_text() == after


def test_a_value_that_nobody_is_asked_for_is_mended_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AVAILABILITY_SESSION_READY_THRESHOLD=many\n")
    code, _, (line,) = run("--replace")
    assert code == 1
    assert line.startswith("muster: AVAILABILITY_SESSION_READY_THRESHOLD in .env: accepted: ")


def test_secrets_stay_in_files_of_their_own(run: Run, chats: FakeChats, tmp_path: Path) -> None:
    names = ("DISCORD_CLIENT_SECRET", "DISCORD_BOT_TOKEN", "CONTACT_DATA_ENCRYPTION_KEY")
    secrets = in_environment(chats) | {"CONTACT_DATA_ENCRYPTION_KEY": generate_contact_key()}
    files = {name: tmp_path / f"{name}.txt" for name in names}
    for name, file in files.items():
        file.write_text(f"{secrets[name]}\n")
    variables = {f"{name}_FILE": str(file) for name, file in files.items()}
    unset = dict.fromkeys(names, "")
    assert run(**unset, **variables)[::2] == (0, [])
    told = values(tmp_path)
    assert not set(names) & set(told)
    assert {name: told[name] for name in variables} == variables
    # Another answer wins over the file; a file that is not there is told.
    assert run(**unset)[1][-1].endswith("says all of this already.")
    (tmp_path / ".env").unlink()
    files["DISCORD_BOT_TOKEN"].unlink()
    code, _, (line,) = run(**unset, **variables)
    assert code == 1
    assert line.startswith("muster: DISCORD_BOT_TOKEN_FILE: ")


@pytest.mark.parametrize("end", [" \n", "\t", "\n\n"])
def test_white_space_in_a_secrets_file_is_told_and_the_secret_stays_there(
    run: Run, chats: FakeChats, tmp_path: Path, end: str
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{chats.discord.token}{end}")
    env = tmp_path / ".env"
    env.write_text(f"DISCORD_BOT_TOKEN_FILE={file}\n")
    code, _, (line,) = run("--replace", DISCORD_BOT_TOKEN="")
    assert code == 1
    assert line.startswith("muster: DISCORD_BOT_TOKEN_FILE: ")
    assert env.read_text() == f"DISCORD_BOT_TOKEN_FILE={file}\n"


def test_a_database_of_ones_own(run: Run, tmp_path: Path, empty_database_url: str) -> None:
    code, out, err = run(DATABASE_URL=empty_database_url)
    assert (code, err) == (0, [])
    told = values(tmp_path)
    assert told["DATABASE_URL"] == empty_database_url
    # Several machines on one database sign cookies alike.
    assert len(told["SESSION_SECRET"]) >= 48
    assert not [line for line in out if told["SESSION_SECRET"] in line]


def test_the_unit_and_the_snippet_are_printed(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--service", "print", "--user", "daemon", "--proxy", "nginx")
    assert code == 0
    assert {"User=daemon", f"WorkingDirectory={tmp_path}"} <= set(out)
    assert "proxy_buffering off;" in [line.strip() for line in out]


def test_a_unit_of_ones_own_is_installed_and_replaced_by_a_word_alone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("ops.setup.service.systemd_runs", lambda: False)
    unit = tmp_path / "config/systemd/user/muster.service"
    code, out, _ = run("--service", "user")
    assert code == 0
    assert any("enable-linger" in line for line in out)
    text = unit.read_text()
    assert f"WorkingDirectory={tmp_path}\n" in text
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    unit.write_text("mine\n")
    code, _, (line,) = run("--service", "user")
    assert code == 1
    assert line == f"muster: {unit} is there and says something else; --replace allows it"
    assert unit.read_text() == "mine\n"
    assert run("--service", "user", "--replace")[0] == 0
    assert unit.read_text() == text


def test_a_user_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, _, (line,) = run("--service", "system", "--user", "nobody-of-this-name")
    assert code == 1
    as_root = "there is no user 'nobody-of-this-name'"
    assert (as_root if os.geteuid() == 0 else "is installed by root") in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        code, _, (line,) = run()
    finally:
        tmp_path.chmod(0o700)
    assert code == 1
    assert "cannot be written (permission denied)" in line


def test_what_is_no_file_is_no_env(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    code, _, (line,) = run()
    assert (code, line) == (1, f"muster: {tmp_path / '.env'}: a folder, not a text file")
    shutil.rmtree(tmp_path / ".env")
    (tmp_path / ".env").write_bytes(b"COMMUNITY_NAME=\xe4\n")
    code, _, (line,) = run()
    assert code == 1
    assert "not a UTF-8 text file" in line
