"""What a person can do about who they are: one function each.

Functions that write more than one row take a connection inside a transaction; the caller commits.
`now` is always an aware instant.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from muster import crypto
from muster.database import Connection
from muster.errors import (
    AlreadyLinked,
    NotSignedIn,
    PlayerNameTaken,
    PlayerNotFound,
    SignInFailed,
)
from muster.identity import (
    avatar_store,
    naming,
    naming_store,
    player_store,
    session_store,
    store,
)
from muster.identity.browsers import browser_name
from muster.identity.languages import ReadersLanguage
from muster.identity.rules import (
    SEARCH_LIMIT,
    SESSION_ENDS_AFTER,
    SESSION_LIFETIME,
    SESSION_MARK,
    SESSION_TOUCH_AFTER,
    DiscordProfile,
    Player,
    Session,
    Suggestions,
    Viewer,
    bad_name,
    canonical_name,
    is_player_name,
    is_searchable,
    player_key,
    suggest,
    suggestion_terms,
)
from muster.off_loop import off_loop
from muster.words import known_language


async def find_viewer(connection: Connection, token_hash: bytes, now: datetime) -> Viewer | None:
    """Who the session belongs to; None when it never was, was revoked or has ended.

    A session that is used lives on, until it has been there for `SESSION_ENDS_AFTER`: its end is
    moved at most once a day.
    """
    found = await store.find_viewer(connection, token_hash, now)
    if found is None:
        return None
    viewer, created_at, last_seen_at = found
    if now - last_seen_at >= SESSION_TOUCH_AFTER:
        ends = min(now + SESSION_LIFETIME, created_at + SESSION_ENDS_AFTER)
        await session_store.touch_session(connection, token_hash, now, ends)
    return viewer


async def sign_in(
    connection: Connection,
    profile: DiscordProfile,
    key: bytes,
    now: datetime,
    *,
    user_agent: str = "",
    instead_of: Sequence[str] = (),
) -> str:
    """Sign in as a Discord account, known or new; returns the new session's token.

    Only a hash of the token under `key` is stored. `user_agent` is what the browser calls itself;
    the sessions that it had, whose tokens are in `instead_of`, end.
    """
    user_id = await _take_in(connection, profile, now)
    await sign_out(connection, [crypto.token_hash(token, key) for token in instead_of])
    token = SESSION_MARK + crypto.new_token()
    await session_store.insert_session(
        connection,
        crypto.token_hash(token, key),
        user_id,
        now,
        now + SESSION_LIFETIME,
        browser_name(user_agent),
    )
    return token


async def find_account(
    connection: Connection, discord_user_id: int, now: datetime
) -> Viewer | None:
    """Who a Discord account is, for somebody whom Discord itself vouches for (no session).

    None for an account that never signed in or was unlinked.
    """
    return await store.find_viewer_of_account(connection, discord_user_id, now)


async def find_person(connection: Connection, user_id: int, now: datetime) -> Viewer | None:
    """Who a website user is at `now` (no session); None where their Discord account is unlinked."""
    return await store.find_viewer_of_user(connection, user_id, now)


async def find_reader(
    connection: Connection, discord_user_id: int, now: datetime
) -> tuple[Viewer | None, ReadersLanguage]:
    """As `find_account`, with what is known of their language, in the same one statement."""
    found = await store.find_reader_of_account(connection, discord_user_id, now)
    if found is None:
        return None, ReadersLanguage(None, None)
    viewer, chosen, heard = found
    return viewer, ReadersLanguage(known_language(chosen), known_language(heard))


async def take_in_account(connection: Connection, profile: DiscordProfile, now: datetime) -> Viewer:
    """Store and link a Discord account as signing in does, but begin no session.

    Call it inside a transaction.
    """
    await _take_in(connection, profile, now)
    viewer = await store.find_viewer_of_account(connection, profile.discord_user_id, now)
    assert viewer is not None
    return viewer


async def sign_out(connection: Connection, token_hashes: Sequence[bytes]) -> None:
    """End these sessions, on the server too."""
    await session_store.delete_sessions(connection, token_hashes)


async def list_sessions(
    connection: Connection, viewer: Viewer, current: bytes, now: datetime
) -> list[Session]:
    """The viewer's sessions, the one whose token's hash is `current` first."""
    return await session_store.list_sessions(
        connection, viewer.user_id, current, now, now - SESSION_ENDS_AFTER
    )


async def sign_out_everywhere(connection: Connection, viewer: Viewer) -> None:
    """End all of the viewer's sessions; no token that links a chat and was made before holds.

    Their calendar's address stays: calendars would show nothing any more. It is renewed by itself.
    """
    await session_store.delete_sessions_of(connection, viewer.user_id)


async def unlink_discord(connection: Connection, viewer: Viewer, now: datetime) -> None:
    """Take the Discord account and the player off this user and end all of their sessions, as
    signing out everywhere does.

    The account's id is kept: whoever signs in with it again is the same user, so that nobody is
    told twice on one day.
    """
    await unlink_player(connection, viewer, now)
    discord_user_id = await store.unlink_discord_account(connection, viewer.user_id, now)
    if discord_user_id is not None:
        await store.insert_audit_row(
            connection, "discord_unlinked", viewer.user_id, now, discord_user_id=discord_user_id
        )
    await session_store.delete_sessions_of(connection, viewer.user_id)


async def start_sign_in(
    connection: Connection,
    key: bytes,
    *,
    code_verifier: str,
    redirect_uri: str,
    next_path: str | None,
    now: datetime,
    lifetime: timedelta,
) -> str:
    """Remember a sign-in under way; returns its `state`, good once and for `lifetime`."""
    state = crypto.new_token()
    await session_store.insert_oauth_state(
        connection,
        crypto.token_hash(state, key),
        code_verifier,
        redirect_uri,
        next_path,
        now,
        now + lifetime,
    )
    return state


async def take_sign_in(
    connection: Connection, key: bytes, state: str, now: datetime
) -> tuple[str, str, str | None]:
    """(code_verifier, redirect_uri, next_path) of a sign-in under way, which is used up.

    Raises:
        SignInFailed: the state is unknown, used or too old.
    """
    found = await session_store.take_oauth_state(connection, crypto.token_hash(state, key), now)
    if found is None:
        raise SignInFailed
    return found


async def find_linked_players(
    connection: Connection, discord_user_ids: Sequence[int]
) -> dict[int, str]:
    """The canonical names of the players that these Discord accounts are linked to, by account."""
    return await store.find_linked_players(connection, discord_user_ids)


async def is_linked(connection: Connection, user_id: int) -> bool:
    """Whether the person has a Discord account and a player profile, for callers without session.

    Only to linked people are other people's names shown.
    """
    return await store.is_linked(connection, user_id)


async def search_players(connection: Connection, text: str) -> list[Player]:
    """Up to 20 players by a part of a name or alias, colour codes and spelling aside.

    Fewer than two characters without colour codes find nobody.
    """
    if not is_searchable(text):
        return []
    return await player_store.search_players(connection, canonical_name(text), SEARCH_LIMIT)


async def suggest_players(connection: Connection, viewer: Viewer) -> Suggestions:
    """Players that the viewer may be, judged by the names of their Discord account."""
    return await suggest_players_by_names(connection, (viewer.display_name, viewer.username))


async def suggest_players_by_names(connection: Connection, names: Sequence[str]) -> Suggestions:
    """Players that somebody of these names may be, the names that count most first."""
    players = await player_store.list_players_with_aliases(connection)
    return await off_loop(suggest, suggestion_terms(names), players)


async def link_player(
    connection: Connection, viewer: Viewer, player_guid: str, now: datetime
) -> Player:
    """Link the viewer to a player profile, or change which one it is.

    Raises:
        NotSignedIn: the viewer's Discord account was unlinked in the meantime.
        PlayerNotFound: there is no such profile.
        PlayerTaken: it is somebody else's (also when both asked in the same instant).
    """
    player = await player_store.find_player(connection, player_guid)
    if player is None:
        raise PlayerNotFound
    previous = await _lock_link(connection, viewer)
    if previous == player.guid:
        return player
    # Whether it is somebody else's, the unique constraint alone decides.
    await store.upsert_player_link(connection, viewer.user_id, player.guid, now)
    await store.insert_audit_row(
        connection,
        "player_linked" if previous is None else "player_changed",
        viewer.user_id,
        now,
        discord_user_id=viewer.discord_user_id,
        player_guid=player.guid,
        previous_player_guid=previous,
    )
    return player


async def unlink_player(connection: Connection, viewer: Viewer, now: datetime) -> bool:
    """Take the player profile off the viewer; whether there was one."""
    await store.lock_player_link(connection, viewer.user_id)
    guid = await store.delete_player_link(connection, viewer.user_id)
    if guid is None:
        return False
    await store.insert_audit_row(
        connection,
        "player_unlinked",
        viewer.user_id,
        now,
        discord_user_id=viewer.discord_user_id,
        previous_player_guid=guid,
    )
    return True


async def create_player(connection: Connection, viewer: Viewer, name: str, now: datetime) -> Player:
    """Create the viewer's own profile and link it to them.

    A viewer who created one before, to which nobody is linked now, gets that one under the new
    name, so that creating, unlinking and creating again leaves no names behind; another name than
    before counts as choosing one.

    Raises:
        NotSignedIn: the viewer's Discord account was unlinked in the meantime.
        InvalidInput: nothing, or too much, is left of the name without colour codes.
        AlreadyLinked: the viewer has a profile.
        PlayerNameTaken: somebody else goes by it, or did (also when both asked at once).
        TooManyNameChanges: the viewer has chosen a name often enough for now.
    """
    canonical = canonical_name(name)
    if not is_player_name(canonical):
        raise bad_name()
    if await _lock_link(connection, viewer) is not None:
        raise AlreadyLinked
    await naming_store.lock_names(connection, canonical)
    own = await player_store.find_own_creation(connection, viewer.user_id)
    guid = own.guid if own else f"self-{secrets.token_hex(8)}"
    if await naming_store.is_somebody_elses(connection, canonical, guid):
        raise PlayerNameTaken
    if own is None:
        await player_store.insert_self_registered_player(connection, guid, name, canonical, now)
    elif own.name != name:
        if player_key(own.name) != player_key(canonical):
            await naming.count_choice(connection, viewer, guid, now)
        await player_store.rename_self_registered_player(connection, guid, name, canonical, now)
    return await link_player(connection, viewer, guid, now)


async def list_same_named(connection: Connection) -> list[list[Player]]:
    """Profiles that would not be made beside each other today: they have one name or one guid, or
    a name of which nothing is seen. They work as ever.
    """
    return await player_store.list_same_named(connection)


async def delete_ended_sessions(connection: Connection, now: datetime) -> int:
    """Remove sessions and sign-in states that have ended; how many rows that were."""
    return await session_store.delete_ended_sessions(connection, now, now - SESSION_ENDS_AFTER)


async def _take_in(connection: Connection, profile: DiscordProfile, now: datetime) -> int:
    user_id, newly_linked = await store.upsert_discord_account(connection, profile, now)
    if newly_linked:
        await store.insert_audit_row(
            connection, "discord_linked", user_id, now, discord_user_id=profile.discord_user_id
        )
    return user_id


async def _lock_link(connection: Connection, viewer: Viewer) -> str | None:
    """The guid that the viewer is linked to, which nobody else changes before the commit."""
    discord_linked, guid = await store.lock_player_link(connection, viewer.user_id)
    if not discord_linked:
        raise NotSignedIn
    return guid


async def find_avatar(connection: Connection, user_id: int) -> tuple[int, str] | None:
    """(Discord account, name of its picture); None for who has none, or no name that one sees."""
    return await avatar_store.find_avatar(connection, user_id)
