"""A name that two take at once is one's, whoever gives it: its person, an admin, or a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from muster.audit.rules import OPERATOR
from muster.audit.service import read_act
from muster.database import Connection, Database
from muster.errors import PlayerNameTaken, UndoOvertaken
from muster.identity import importing, naming, naming_store, profiles, service
from muster.identity.rules import DiscordProfile, ImportedPlayer, Viewer
from muster.identity.undoing import undo
from tests.support.running.locks import waiting
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import becomes
from tests.support.scenes.community import EVENING as NOW
from tests.support.scenes.community import add_player

Taking = Callable[[Connection], Awaitable[Any]]


class Scene:
    """Those who take names, each by a profile of their own."""

    def __init__(self, database: Database, sql: Any) -> None:
        self.database = database
        self.sql = sql
        self._made = 0

    async def guid(self, name: str | None = None) -> str:
        self._made += 1
        return await add_player(self.sql, f"g{self._made}", name)

    async def person(self, guid: str | None = None) -> Viewer:
        self._made += 1
        async with self.database.transaction() as connection:
            account = DiscordProfile(self._made, f"u{self._made}", "U")
            viewer = await service.take_in_account(connection, account, NOW)
            if guid is not None:
                await service.link_player(connection, viewer, guid, NOW)
        return viewer

    async def done(self, act: Taking) -> Any:
        async with self.database.transaction() as connection:
            return await act(connection)

    @asynccontextmanager
    async def meanwhile(self, first: Taking, second: Taking) -> AsyncGenerator[Any, None]:
        """`second` while the transaction of `first` is open; what became of `second`."""
        async with self.database.transaction() as connection:
            await first(connection)
            task = asyncio.create_task(self.done(second))
            await becomes(lambda: self._waits_or_is_done(task), True)
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        yield outcome

    async def _waits_or_is_done(self, task: asyncio.Task[Any]) -> bool:
        return task.done() or await waiting(self.sql) > 0


async def renamed(scene: Scene, name: str) -> Taking:
    guid = await scene.guid()
    return lambda connection: profiles.rename(connection, OPERATOR, guid, name, NOW)


async def alias_added(scene: Scene, name: str) -> Taking:
    guid = await scene.guid()
    return lambda connection: profiles.add_alias(connection, OPERATOR, guid, name, NOW)


async def chosen(scene: Scene, name: str) -> Taking:
    viewer = await scene.person(await scene.guid())
    return lambda connection: naming.choose_name(connection, viewer, name, NOW)


async def created(scene: Scene, name: str) -> Taking:
    viewer = await scene.person()
    return lambda connection: service.create_player(connection, viewer, name, NOW)


async def created_anew(scene: Scene, name: str) -> Taking:
    viewer = await scene.person()

    async def create_and_leave(connection: Connection) -> None:
        await service.create_player(connection, viewer, f"Before {viewer.user_id}", NOW)
        await service.unlink_player(connection, viewer, NOW)

    await scene.done(create_and_leave)
    return lambda connection: service.create_player(connection, viewer, name, NOW)


async def named_back(scene: Scene, name: str) -> Taking:
    guid = await scene.guid(name)
    after = f"After {guid}"
    done = await scene.done(lambda c: profiles.rename(c, OPERATOR, guid, after, NOW))
    await scene.done(lambda c: profiles.remove_alias(c, OPERATOR, guid, name, NOW))
    return lambda connection: taken_back(connection, done.act_id)


async def alias_put_back(scene: Scene, name: str) -> Taking:
    guid = await scene.guid()
    await scene.sql.execute("INSERT INTO player_aliases VALUES ($1, $2, $2)", guid, name)
    gone = await scene.done(lambda c: profiles.remove_alias(c, OPERATOR, guid, name, NOW))
    return lambda connection: taken_back(connection, gone.act_id)


async def name_imported(scene: Scene, name: str) -> Taking:
    await scene.guid()
    players = [ImportedPlayer(f"file of {name}", name)]
    return lambda connection: importing.import_players(connection, players, NOW)


async def alias_imported(scene: Scene, name: str) -> Taking:
    guid = await scene.guid()
    players = [ImportedPlayer(guid, f"Imported {name}", (name,))]
    return lambda connection: importing.import_players(connection, players, NOW)


async def taken_back(connection: Connection, act_id: int) -> int:
    return await undo(connection, OPERATOR, await read_act(connection, act_id), NOW)


REFUSED = (renamed, alias_added, chosen, created, created_anew, named_back, alias_put_back)
"""Who is refused a name of somebody's; a file may hold several of one name, or alias."""


@pytest.fixture
async def scene(database: Database, sql: Any) -> Scene:
    return Scene(database, sql)


@pytest.mark.parametrize("second", REFUSED)
async def test_whoever_comes_second_waits_and_is_refused(
    scene: Scene, second: Callable[[Scene, str], Coroutine[Any, Any, Taking]]
) -> None:
    for number, first in enumerate((*REFUSED, name_imported, alias_imported)):
        name = f"Nightjar {number}"
        acts = await first(scene, name), await second(scene, name.upper())
        async with scene.meanwhile(*acts) as outcome:
            assert isinstance(outcome, PlayerNameTaken | UndoOvertaken), (first, outcome)
        found = "SELECT count(DISTINCT guid) FROM person_names WHERE name_key = $1"
        assert await scene.sql.fetchval(found, name.lower()) == 1, first


async def test_an_import_waits_for_who_takes_one_of_its_names(scene: Scene) -> None:
    """Where it did not, it would hold profiles for which they wait."""
    guid = await scene.guid()
    viewer = await scene.person(guid)
    players = [ImportedPlayer(guid, "Imported", ("Nightjar",))]
    async with scene.meanwhile(
        lambda c: naming.choose_name(c, viewer, "Nightjar", NOW),
        lambda c: importing.import_players(c, players, NOW),
    ) as outcome:
        assert outcome.updated == 1
    names = await scene.sql.fetch("SELECT name FROM players")
    assert [row[0] for row in names] == ["Nightjar"]


async def test_the_same_name_for_one_profile_by_its_person_and_an_admin(scene: Scene) -> None:
    guid = await scene.guid("Robin")
    viewer = await scene.person(guid)
    async with scene.meanwhile(
        lambda c: profiles.rename(c, OPERATOR, guid, "Nightjar", NOW),
        lambda c: naming.choose_name(c, viewer, "Nightjar", NOW),
    ) as outcome:
        assert (outcome.name, outcome.others) == ("Nightjar", ("Robin",))


async def test_what_an_admin_called_somebody_meanwhile_is_given_up_as_well(scene: Scene) -> None:
    guid = await scene.guid("Robin")
    viewer = await scene.person(guid)
    async with scene.meanwhile(
        lambda c: profiles.rename(c, OPERATOR, guid, "Nightjar", NOW),
        lambda c: naming.choose_name(c, viewer, "Heron", NOW),
    ) as outcome:
        assert (outcome.name, outcome.others) == ("Heron", ("Nightjar", "Robin"))


async def test_two_who_take_the_same_names_in_another_order(scene: Scene) -> None:
    """Neither waits for one that the other has while holding the other's: 40 names, both ways."""
    names = [f"Nightjar {number}" for number in range(40)]
    orders = (names, names[::-1])
    async with asyncio.timeout(PATIENCE):
        for _ in range(10):
            await asyncio.gather(
                *(scene.done(lambda c, o=order: naming_store.lock_names(c, *o)) for order in orders)
            )
