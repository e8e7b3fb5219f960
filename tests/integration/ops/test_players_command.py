"""`muster players`: what it prints and changes, whom it means, and one sentence a refusal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import asyncpg

from tests.integration.conftest import Run
from tests.support.scenes.community import add_person, add_player


def people(url: str) -> None:
    async def work() -> None:
        connection = await asyncpg.connect(url)
        try:
            await add_player(connection, "g1", "Shade", aliases=("Nox",))
            await add_player(connection, "g2", "Ash")
            await add_player(connection, "g3", "Ash")
            await add_person(connection, 501, "umbra", player="Umbra")
            await add_person(connection, 502, "soot", player="Soot")
            await add_person(connection, 503, "newcomer")
        finally:
            await connection.close()

    asyncio.run(work())


def test_players_are_found_changed_and_changed_back(database_url: str, run: Run) -> None:
    people(database_url)

    def said(*arguments: str) -> str:
        code, out, err = run(database_url, "players", *arguments)
        assert (code, err) == (0, []), (out, err)
        return "\n".join(out)

    assert said("search", "nox") == "g1: Shade; also Nox"
    assert said("search", "nobody") == "nobody is found"
    found = json.loads(said("search", "umbra", "--json"))["players"]
    assert found[0]["account"]["discord_user_id"] == "501"
    assert len(json.loads(said("search", "--json"))["players"]) == 5
    assert said("rename", "shade", "^1Dusk") == "g1 is Dusk (act 1)"
    assert said("rename", "g1", "^1Dusk") == "g1 is Dusk (as before)"
    assert said("undo", "1") == "act 1 (player.rename) is taken back by act 2"
    assert said("alias", "G1", "Gloom") == "g1: Shade; also Gloom, Nox (act 3)"
    assert said("alias", "gloom", "nox", "--remove") == "g1: Shade; also Gloom (act 4)"
    assert said("rating", "g1", "27.5") == "g1: Shade; rating 27.5; also Gloom (act 5)"
    assert said("rating", "g1", "none") == "g1: Shade; also Gloom (act 6)"
    linked = "g1: Shade; also Gloom; linked to newcomer (503)"
    assert said("link", "g1", "503") == f"{linked} (act 7)"
    assert said("merge", "g1", "g2") == (
        "g1: Shade; also Gloom; alt Ash (g2); linked to newcomer (503) (act 8)"
    )
    assert said("split", "g2") == "g2: Ash (act 9)"
    assert said("unlink", "g1") == "g1: Shade; also Gloom (act 10)"
    lines = said("log").splitlines()
    assert len(lines) == 10
    assert lines[0].endswith("UTC, the operator: unlink (Shade)")
    assert lines[-1].endswith("UTC, the operator: rename (Shade); taken back by act 2")


def test_two_linked_people_become_one_only_where_that_is_meant(database_url: str, run: Run) -> None:
    people(database_url)
    code, out, err = run(database_url, "players", "merge", "Umbra", "Soot")
    assert (code, out) == (1, [])
    assert err == [
        "muster: soot (502) would become umbra (501) with 0 answers, of 0 days on which both "
        "answered the later one; this cannot be taken back; say --yes"
    ]
    code, out, _ = run(database_url, "players", "merge", "Umbra", "Soot", "--yes")
    assert (code, out) == (
        0,
        [
            "guid-501: Umbra; alt Soot (guid-502); linked to umbra (501); signs in by 502, too "
            "(act 1)"
        ],
    )
    assert run(database_url, "players", "detach", "Umbra", "502")[1] == [
        "guid-501: Umbra; alt Soot (guid-502); linked to umbra (501) (act 2)"
    ]
    assert run(database_url, "players", "detach", "Umbra", "502")[2] == [
        "muster: This is none of the further Discord accounts by which this player signs in."
    ]
    code, _, err = run(database_url, "players", "undo", "1")
    assert code == 1
    assert "cannot be told apart any more" in err[0]


def test_each_refusal_is_one_sentence(database_url: str, run: Run) -> None:
    people(database_url)
    for arguments, sentence in (
        (("rename", "Ash", "X"), "'Ash' may be Ash (g2), Ash (g3); say the guid"),
        (
            ("rename", "Nobody", "X"),
            "no player has the guid 'Nobody' or goes by that name; `muster players search` finds "
            "them",
        ),
        (("rename", "g1", "soot"), "Another player goes by this name already."),
        (("rename", "g1", "^1"), "A name has 2 to 36 characters."),
        (("alias", "g1", "Ash"), "Another player goes by this name already."),
        (("alias", "g1", "Ash", "--remove"), "This player has no such alias."),
        (("rating", "g1", "NaN"), "A rating is a number such as 1450 or 27.5."),
        (("rating", "g1", "1e400"), "A rating is a number such as 1450 or 27.5."),
        (("link", "g1", "me"), "'me' is no Discord id, which is a number of 17 to 20 digits"),
        (
            ("link", "g1", "999"),
            "Nobody signs in here by this number, or they have unlinked Discord.",
        ),
        (("link", "Umbra", "503"), "This player profile is linked to somebody else."),
        (("unlink", "g1"), "Nobody is linked to this player."),
        (("merge", "g1", "G1"), "These are one person already."),
        (("split", "g1"), "This profile stands by itself already."),
        (("undo", "7"), "There is no such act in the audit, or not any more."),
    ):
        code, out, err = run(database_url, "players", *arguments)
        assert (code, out, err) == (1, [], [f"muster: {sentence}"])


def test_a_file_is_looked_at_and_its_import_is_taken_back(
    database_url: str, run: Run, tmp_path: Path
) -> None:
    people(database_url)
    file = tmp_path / "players.csv"
    file.write_text("guid,name,rating\ng1,Dusk,3\ng9,Newt,\n")
    code, out, _ = run(database_url, "players", "import", str(file), "--dry-run")
    assert (code, out) == (
        0,
        [
            "add g9: Newt",
            "change g1: Shade; also Nox to g1: Dusk; rating 3",
            "2 players: 1 added, 1 updated, 0 unchanged; nothing was loaded (--dry-run)",
        ],
    )
    assert run(database_url, "players", "import", str(file))[1] == [
        "2 players: 1 added, 1 updated, 0 unchanged"
    ]
    assert run(database_url, "players", "undo", "1")[1] == [
        "act 1 (player.import) is taken back by act 2"
    ]
    assert run(database_url, "players", "search", "nox")[1] == ["g1: Shade; also Nox"]
    assert run(database_url, "players", "search", "newt")[1] == ["nobody is found"]
