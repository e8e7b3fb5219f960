"""A person's own name: they choose what is shown of them, and stay found by what they were called.

`now` is always an aware instant.
"""

from __future__ import annotations

import math
from datetime import datetime

from muster.database import Connection
from muster.errors import NotLinked, PlayerNameTaken, TooManyNameChanges
from muster.identity import naming_store, profile_store, store
from muster.identity.naming_rules import (
    CHANGES_WITHIN,
    NameChoice,
    OwnNames,
    choice_of,
    next_change_at,
)
from muster.identity.rules import (
    Viewer,
    bad_name,
    canonical_name,
    is_player_name,
    player_key,
)
from muster.names import shown
from muster.words import words

say = words("peopleErrors")


async def read_names(connection: Connection, viewer: Viewer, now: datetime) -> NameChoice:
    """What the viewer is called and could be called.

    Raises:
        NotLinked: they have no player (any more).
    """
    _, choice = await _choice(connection, viewer.user_id, viewer.player_guid, now)
    return choice


async def choose_name(
    connection: Connection, viewer: Viewer, name: str, now: datetime
) -> NameChoice:
    """Let the viewer's player go by `name`, which is stored as it is shown, with colour codes.

    The name before stays an alias. Choosing the name that one has changes nothing and counts for
    nothing. Call it inside a transaction.

    Raises:
        NotLinked: the viewer has no player (any more).
        InvalidInput: nothing, or too much, is left of the name without colour codes.
        PlayerNameTaken: somebody else goes by it, or did (also when both asked at once).
        TooManyNameChanges: the viewer has chosen often enough for now.
    """
    canonical = canonical_name(name)
    if not is_player_name(canonical):
        raise bad_name()
    _, guid = await store.lock_player_link(connection, viewer.user_id)
    await naming_store.lock_names(connection, canonical)
    if guid is not None:
        # An admin may be renaming it, whose name is the one that is given up then.
        await profile_store.lock_rows(connection, [guid])
    names, choice = await _choice(connection, viewer.user_id, guid, now)
    assert guid is not None
    wanted = shown(name)
    if wanted == names.name:
        return choice
    if await naming_store.is_somebody_elses(connection, canonical, guid):
        raise PlayerNameTaken(say("name-taken-or-was"))
    await count_choice(connection, viewer, guid, now)
    await naming_store.update_name(connection, guid, wanted, canonical, now)
    if player_key(names.canonical_name) != player_key(canonical):
        await naming_store.upsert_given_up_name(
            connection, guid, names.name, names.canonical_name, now
        )
    _, choice = await _choice(connection, viewer.user_id, guid, now)
    return choice


async def count_choice(connection: Connection, viewer: Viewer, guid: str, now: datetime) -> None:
    """Note that the viewer chose a name for a profile of theirs.

    Raises:
        TooManyNameChanges: they have chosen often enough for now.
    """
    changes = await naming_store.list_changes(connection, viewer.user_id, now - CHANGES_WITHIN)
    again = next_change_at(changes)
    if again is not None:
        raise TooManyNameChanges(retry_after=math.ceil((again - now).total_seconds()))
    await store.insert_audit_row(
        connection,
        "display_name_set",
        viewer.user_id,
        now,
        discord_user_id=viewer.discord_user_id,
        player_guid=guid,
    )


async def _choice(
    connection: Connection, user_id: int, guid: str | None, now: datetime
) -> tuple[OwnNames, NameChoice]:
    names = None if guid is None else await naming_store.find_own_names(connection, guid)
    if names is None:
        raise NotLinked
    changes = await naming_store.list_changes(connection, user_id, now - CHANGES_WITHIN)
    return names, choice_of(names, changes)
