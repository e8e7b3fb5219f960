"""`muster people`: what is stored of somebody, written to a file and erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from muster.settings import Settings, load_settings
from ops.people.command import erase_person, export_person
from tests.support.scenes.good_rows import NOW
from tests.support.scenes.ledger import add_people


@pytest.fixture
def settings(database_url: str) -> Settings:
    return load_settings(env_file=None, database_url=SecretStr(database_url), admin_discord_ids="1")


@pytest.mark.parametrize(
    "call", [lambda n: str(n), lambda n: f"player{n}", lambda n: f"ACCOUNT{n}"]
)
async def test_somebody_is_named_by_number_player_or_account(
    settings: Settings, sql: Any, tmp_path: Path, call: Callable[[int], str]
) -> None:
    person, _ = await add_people(sql, 2, NOW)
    file = tmp_path / "data.json"
    await export_person(settings, call(person), file, answers=False)
    assert json.loads(file.read_text())["about"]["website_user_id"] == person
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        await export_person(settings, call(person), file, answers=True)
    acts = await sql.fetch("SELECT act, actor_user_id, user_id FROM admin_audit")
    assert [tuple(row) for row in acts] == [("person.export", None, person)]


async def test_an_operator_erases_in_a_week_or_now_or_not_at_all(
    settings: Settings, sql: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from muster.errors import MusterError, NotToBeErased, PersonNotFound

    (person,) = await add_people(sql, 1, NOW)
    await erase_person(settings, f"Player{person}", now=False, keep=False)
    assert "is erased on " in capsys.readouterr().out
    left = "SELECT extract(day FROM erases_at - asked_at) FROM erasures"
    assert await sql.fetchval(left) == 7
    await erase_person(settings, str(5000 + person), now=True, keep=False)
    assert await sql.fetchval("SELECT erases_at <= now() FROM erasures")
    await erase_person(settings, str(person), now=False, keep=True)
    assert await sql.fetchval("SELECT count(*) FROM erasures") == 0
    with pytest.raises(NotToBeErased):
        await erase_person(settings, str(person), now=False, keep=True)
    with pytest.raises(PersonNotFound):
        await erase_person(settings, "nobody", now=False, keep=False)
    with pytest.raises(MusterError, match="opposites"):
        await erase_person(settings, str(person), now=True, keep=True)
    file = tmp_path / "answers.csv"
    await export_person(settings, str(person), file, answers=True)
    assert file.read_text().startswith("date,status")


async def test_of_several_none_is_taken(settings: Settings, sql: Any) -> None:
    from muster.errors import PersonNotFound

    one, two = await add_people(sql, 2, NOW)
    await sql.execute("UPDATE discord_accounts SET username = 'twin'")
    with pytest.raises(PersonNotFound, match=f"{one}, {two}"):
        await erase_person(settings, "twin", now=False, keep=False)
    assert await sql.fetchval("SELECT count(*) FROM erasures") == 0
