"""The keys of a database that is in use: asked for, never made anew by themselves."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import asyncpg
import pytest

from muster.crypto import generate_contact_key
from muster.health.rules import Verdict
from muster.settings import Settings
from ops.cli import main
from ops.console import run_to_end
from ops.setup import checks
from ops.setup.keys import ask_for_keys, lacking
from ops.setup.known import Known
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import CONTACT_KEY, add_reachable_people
from tests.support.running.database_reset import in_a_loop_of_its_own
from tests.support.scenes.setting_up import free_port, values
from tests.unit.ops.setup.test_walk import Script

KEYS = ("CONTACT_DATA_ENCRYPTION_KEY", "SESSION_SECRET")
SECRET = "of the first machine " + "x" * 48


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def in_use(database_url: str, chats: FakeChats) -> str:
    """A database whose addresses are under `CONTACT_KEY`."""

    async def fill() -> None:
        connection = await asyncpg.connect(database_url)
        try:
            await add_reachable_people(connection, chats, 2)
        finally:
            await connection.close()

    in_a_loop_of_its_own(fill())
    return database_url


def known_of(url: str) -> Known:
    known = Known({}, {"DATABASE_URL": url})
    assert run_to_end(checks.database(known, url)).state is Verdict.OK
    return known


def test_a_second_machine_without_the_keys_is_refused_and_with_them_set_up(
    in_use: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", in_use)
    monkeypatch.setenv("MUSTER_PORT", free_port())

    def run() -> tuple[object, list[str]]:
        with pytest.raises(SystemExit) as caught:
            main(["setup", "--non-interactive"])
        return caught.value.code, capsys.readouterr().err.splitlines()

    code, (line,) = run()
    assert code == 1
    assert line.startswith(
        f"muster: the database is in use already, and {' and '.join(KEYS)} are not set; set what"
    )
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("SESSION_SECRET", SECRET)
    code, (line,) = run()
    assert (code, "and CONTACT_DATA_ENCRYPTION_KEY is not set;" in line) == (1, True)
    monkeypatch.setenv("CONTACT_DATA_ENCRYPTION_KEY", CONTACT_KEY)
    assert run() == (0, [])
    told = values(tmp_path)
    assert [told[name] for name in KEYS] == [CONTACT_KEY, SECRET]


def test_somebody_is_asked_for_them_and_a_key_that_opens_nothing_is_told(
    in_use: str, tmp_path: Path
) -> None:
    known = known_of(in_use)
    other = generate_contact_key()
    screen = Script("no key", other, "n", CONTACT_KEY, "", "n", SECRET.replace(" ", "-"))
    ask_for_keys(known, tmp_path, screen)
    assert [each.state for each in screen.found] == [Verdict.FAIL, Verdict.FAIL, Verdict.OK]
    assert "open with none of the keys" in screen.found[1].text
    assert not [each for each in screen.found if other in each.text or CONTACT_KEY in each.text]
    assert [known.answers[name] for name in KEYS] == [CONTACT_KEY, SECRET.replace(" ", "-")]
    assert lacking(known, tmp_path) == []


def test_new_ones_are_made_where_somebody_says_that_there_are_none(
    in_use: str, tmp_path: Path
) -> None:
    known = known_of(in_use)
    ask_for_keys(known, tmp_path, Script("", "y", "", "y"))
    assert [known.answers[name] for name in KEYS] == ["", ""]


def test_an_empty_database_asks_for_none_and_one_that_was_not_seen_does(
    empty_database_url: str, tmp_path: Path
) -> None:
    known = known_of(empty_database_url)
    ask_for_keys(known, tmp_path, Script())
    assert lacking(known, tmp_path) == []
    # Kept although it does not answer: nobody knows what is in it.
    away = "postgresql://m@127.0.0.1:1/m"
    known.answers["DATABASE_URL"] = away
    assert run_to_end(checks.database(known, away)).state is Verdict.FAIL
    assert lacking(known, tmp_path) == list(KEYS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/session_secret").write_text("x" * 48)
    assert lacking(known, tmp_path) == [KEYS[0]]


def test_an_embedded_database_that_is_there_asks_for_its_key(tmp_path: Path) -> None:
    known = Known({"MUSTER_DATA_DIR": "mine"})
    assert lacking(known, tmp_path) == []
    (tmp_path / "mine/postgres").mkdir(parents=True)
    assert lacking(known, tmp_path) == [KEYS[0]]
    known.answers[KEYS[0]] = generate_contact_key()
    assert lacking(known, tmp_path) == []
