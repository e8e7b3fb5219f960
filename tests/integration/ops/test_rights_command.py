"""`muster rights`: what it prints and changes, and whom it means."""

from __future__ import annotations

import asyncio

import asyncpg

from tests.integration.conftest import Run
from tests.support.scenes.community import add_person

NEVER_SEEN = "123456789012345678"


def people(url: str) -> None:
    async def work() -> None:
        connection = await asyncpg.connect(url)
        try:
            await add_person(connection, 501, "shade.d", player="Shade")
            await add_person(connection, 502, "twin")
            await add_person(connection, 503, "twin")
        finally:
            await connection.close()

    asyncio.run(work())


def test_rights_are_given_listed_and_taken(database_url: str, run: Run) -> None:
    people(database_url)
    assert run(database_url, "rights", "list")[1] == [
        "nobody has a right; `muster rights grant` gives one"
    ]
    assert run(database_url, "rights", "grant", "^1shade", "Admin") == (
        0,
        ["Shade (501) is admin"],
        [],
    )
    assert run(database_url, "rights", "grant", NEVER_SEEN, "promoter")[1] == [
        f"{NEVER_SEEN} (never signed in) is promoter"
    ]
    code, out, _ = run(database_url, "rights", "list")
    assert code == 0
    assert [line.partition(";")[0] for line in out] == [
        "Shade (501): admin",
        f"{NEVER_SEEN} (never signed in): promoter",
    ]
    assert "given by the operator on" in out[0]
    code, out, err = run(database_url, "rights", "revoke", "shade.d")
    assert (code, out) == (0, ["Shade (501) is admin no more"])
    assert err == [
        "muster: nobody who signed in is an admin now, and ADMIN_DISCORD_IDS names nobody"
    ]


def test_whoever_cannot_be_meant_is_said_in_one_line(database_url: str, run: Run) -> None:
    people(database_url)
    for arguments, sentence in (
        (("grant", "twin", "admin"), "'twin' may be twin (502), twin (503); say the Discord id"),
        (
            ("grant", "77", "admin"),
            "nobody here is called '77'; say a whole name, or a Discord id",
        ),
        (
            ("grant", "Shade", "king"),
            "'king' is no right; say moderator, promoter, admin, root",
        ),
        (("revoke", "Shade"), "They have no right that could be taken."),
    ):
        code, out, err = run(database_url, "rights", *arguments)
        assert (code, out, err) == (1, [], [f"muster: {sentence}"])
