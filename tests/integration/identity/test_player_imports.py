"""Files of players that admins import: looked at first, imported as seen, and taken back."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from muster.database import Database
from muster.errors import ImportChanged, ImportRefused, PlayerNotFound, UndoOvertaken
from muster.identity import importing, profiles
from muster.identity.player_file import examine_players
from tests.support.running.roles import database_of_the_website
from tests.support.scenes.community import add_person, add_player
from tests.support.scenes.profiles import ADMIN, NOW, do, profile, take_back

room = database_of_the_website


async def test_a_file_is_looked_at_imported_as_seen_and_taken_back(
    room: Database, sql: Any
) -> None:
    await add_player(sql, "g1", "Shade", aliases=("Nox",))
    await add_player(sql, "g2", "Ash")
    file = b"guid,name,aliases,rating\nG1,Umbra,,27.5\ng2,Ash,,\ng9,Newcomer,Novice,\n"
    async with room.transaction() as connection:
        seen = await importing.preview_import(connection, file)
    assert [each.name for each in seen.planned.added] == ["Newcomer"]
    assert [(a.name, b.name) for a, b in seen.planned.changed] == [("Shade", "Umbra")]
    assert (seen.planned.unchanged, seen.refused) == (1, ())

    await sql.execute("UPDATE players SET rating = 3 WHERE guid = 'g1'")
    with pytest.raises(ImportChanged):
        async with room.transaction() as connection:
            await importing.apply_import(connection, ADMIN, file, seen.fingerprint, NOW)
    await sql.execute("UPDATE players SET rating = NULL WHERE guid = 'g1'")
    async with room.transaction() as connection:
        done = await importing.apply_import(connection, ADMIN, file, seen.fingerprint, NOW)
    assert (await profile(room, "g1")).rating == 27.5
    async with room.transaction() as connection:
        again = await importing.apply_import(connection, ADMIN, file, None, NOW)
    assert again.act_id is None

    person = await add_person(sql, 501)
    linked = await do(room, profiles.link, "g9", person)
    with pytest.raises(UndoOvertaken):
        await take_back(room, done.act_id)
    await take_back(room, linked.act_id)
    await take_back(room, done.act_id)
    back = await profile(room, "g1")
    assert (back.name, back.aliases, back.rating) == ("Shade", ("Nox",), None)
    with pytest.raises(PlayerNotFound):
        await profile(room, "g9")


async def test_bad_lines_are_listed_and_nothing_is_imported(room: Database, sql: Any) -> None:
    await add_player(sql, "g1", "Shade")
    await add_player(sql, "g2", "Ash")
    await sql.execute("UPDATE players SET origin = 'self_registered'")
    file = b"guid,name,rating\ng1,Ash,\ng7,Good,\ng8,Bad,NaN\n"
    async with room.transaction() as connection:
        seen = await importing.preview_import(connection, file)
        assert [each.guid for each in seen.planned.added] == ["g7"]
        assert tuple(map(str, seen.refused)) == (
            "line 4: rating is not a number such as 1450 or 27.5",
            "line 2: the name is that of another player who chose it",
        )
    with pytest.raises(ImportRefused):
        async with room.transaction() as connection:
            await importing.apply_import(connection, ADMIN, file, seen.fingerprint, NOW)
    assert await sql.fetchval("SELECT count(*) FROM players") == 2


async def test_a_large_file_is_read_beside_the_event_loop(
    room: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in: list[threading.Thread] = []

    def examine(data: bytes) -> Any:
        read_in.append(threading.current_thread())
        return examine_players(data)

    monkeypatch.setattr(importing, "examine_players", examine)
    async with room.transaction() as connection:
        await importing.preview_import(connection, b"guid,name\ng1,Ash\n")
    assert read_in[0] is not threading.current_thread()
