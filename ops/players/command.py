"""`muster players`: players searched and changed by whoever runs this Muster."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

from muster.audit.rules import OPERATOR
from muster.audit.service import list_acts, read_act
from muster.clock import utc_now
from muster.counting import counted
from muster.database import Connection
from muster.errors import OperatorError, PlayerNotFound
from muster.identity import merging, profiles
from muster.identity.merging import MergePlan
from muster.identity.profile_rules import PROFILES_AT_ONCE, Profile, read_rating
from muster.identity.profiles import Done
from muster.identity.rules import player_key
from muster.identity.undoing import SUBJECT, undo
from muster.settings import Settings
from ops.console import say
from ops.migrate import connected

_NOBODY = "no player has the guid {text!r} or goes by that name; `muster players search` finds them"
_SEVERAL = "{text!r} may be {players}; say the guid"


async def search(settings: Settings, text: str, *, as_json: bool) -> None:
    """Print everybody who is found, each person once."""
    found: list[Profile] = []
    async with connected(settings, "players search") as connection:
        while True:
            after = found[-1].guid if found else None
            page = await profiles.list_profiles(connection, text, after=after)
            found += page
            if len(page) < PROFILES_AT_ONCE:
                break
    if as_json:
        say(json.dumps({"players": [_document(each) for each in found]}, ensure_ascii=False))
        return
    for each in found:
        say(line_of(each))
    if not found:
        say("nobody is found")


async def rename(settings: Settings, player: str, name: str) -> None:
    """Let a player be called otherwise."""
    async with _transaction(settings, "players rename") as connection:
        guid = await _meant(connection, player)
        done = await profiles.rename(connection, OPERATOR, guid, name, utc_now())
    _report(done, f"{guid} is {done.profile.canonical_name}")


async def alias(settings: Settings, player: str, name: str, *, remove: bool) -> None:
    """Add an alias to a player, or take one away."""
    change = profiles.remove_alias if remove else profiles.add_alias
    async with _transaction(settings, "players alias") as connection:
        guid = await _meant(connection, player)
        done = await change(connection, OPERATOR, guid, name, utc_now())
    _report(done, line_of(done.profile))


async def rating(settings: Settings, player: str, number: str) -> None:
    """Set a player's rating; `none` clears it."""
    given = None if number.strip().casefold() == "none" else read_rating(number.strip())
    async with _transaction(settings, "players rating") as connection:
        guid = await _meant(connection, player)
        done = await profiles.set_rating(connection, OPERATOR, guid, given, utc_now())
    _report(done, line_of(done.profile))


async def link(settings: Settings, player: str, account: str) -> None:
    """Link whoever has a Discord account to a player.

    Raises:
        OperatorError: the account is no number.
    """
    discord_user_id = _account(account)
    async with _transaction(settings, "players link") as connection:
        guid = await _meant(connection, player)
        user_id = await profiles.find_user_of_account(connection, discord_user_id)
        done = await profiles.link(connection, OPERATOR, guid, user_id, utc_now())
    _report(done, line_of(done.profile))


async def unlink(settings: Settings, player: str) -> None:
    """Unlink whoever is linked to a player."""
    async with _transaction(settings, "players unlink") as connection:
        guid = await _meant(connection, player)
        done = await profiles.unlink(connection, OPERATOR, guid, utc_now())
    _report(done, line_of(done.profile))


async def merge(settings: Settings, keep: str, gone: str, *, yes: bool) -> None:
    """Let two profiles be one person.

    Raises:
        OperatorError: two people would become one, and `yes` was not said.
    """
    async with _transaction(settings, "players merge") as connection:
        kept, other = await _meant(connection, keep), await _meant(connection, gone)
        plan = await merging.plan_merge(connection, kept, other)
        if plan.joins_people and not yes:
            raise OperatorError(_warning(plan))
        done = await merging.merge(
            connection,
            OPERATOR,
            kept,
            other,
            utc_now(),
            promoter_ids=settings.promoter_discord_ids,
            admin_ids=settings.admin_discord_ids,
            joins_people=yes,
        )
    _report(done, line_of(done.profile))


async def split(settings: Settings, guid: str) -> None:
    """Let an alt stand by itself again."""
    async with _transaction(settings, "players split") as connection:
        done = await merging.split(connection, OPERATOR, guid, utc_now())
    _report(done, line_of(done.profile))


async def detach(settings: Settings, player: str, account: str) -> None:
    """Let a further Discord account of a player be nobody's.

    Raises:
        OperatorError: the account is no number.
    """
    discord_user_id = _account(account)
    async with _transaction(settings, "players detach") as connection:
        guid = await _meant(connection, player)
        done = await merging.detach(connection, OPERATOR, guid, discord_user_id, utc_now())
    _report(done, line_of(done.profile))


async def log(settings: Settings) -> None:
    """Print the latest acts on players."""
    async with connected(settings, "players log") as connection:
        acts = await list_acts(connection, subject=SUBJECT)
        names = await profiles.find_names(
            connection, [act.player_guid for act in acts if act.player_guid is not None]
        )
    for act in acts:
        actor = "the operator" if act.actor == OPERATOR else f"user {act.actor.user_id}"
        what = act.act.partition(".")[2].replace("_", " ")
        if act.undoes is not None:
            what = f"{what}, taking back act {act.undoes}"
        about = names.get(act.player_guid or "", act.player_guid or "a file")
        undone = "" if act.undone_by is None else f"; taken back by act {act.undone_by}"
        say(f"act {act.id}, {act.done_at:%Y-%m-%d %H:%M} UTC, {actor}: {what} ({about}){undone}")
    if not acts:
        say("nothing was done to players yet")


async def take_back(settings: Settings, act_id: int) -> None:
    """Take back an act on a player.

    Raises:
        OperatorError: the act is about something else.
    """
    async with _transaction(settings, "players undo") as connection:
        act = await read_act(connection, act_id)
        if act.act.partition(".")[0] != SUBJECT:
            raise OperatorError("This act is not about a player.")
        new_id = await undo(connection, OPERATOR, act, utc_now())
    say(f"act {act_id} ({act.act}) is taken back by act {new_id}")


def line_of(profile: Profile) -> str:
    """One line of the list."""
    parts = [f"{profile.guid}: {profile.canonical_name}"]
    if profile.rating is not None:
        parts.append(f"rating {profile.rating:g}")
    if profile.aliases:
        parts.append(f"also {', '.join(profile.aliases)}")
    parts += [f"alt {alt.name} ({alt.guid})" for alt in profile.alts]
    account = profile.account
    if account is not None:
        left = "" if account.active else ", Discord unlinked"
        parts.append(f"linked to {account.display_name} ({account.discord_user_id}{left})")
        parts += [f"signs in by {each}, too" for each in account.other_accounts]
    return "; ".join(parts)


def _account(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**63):
        raise OperatorError(f"{text!r} is no Discord id, which is a number of 17 to 20 digits")
    return int(text)


def _document(profile: Profile) -> dict[str, object]:
    found = asdict(profile)
    if profile.account is not None:
        found["account"] = {
            "user_id": profile.account.user_id,
            "discord_user_id": str(profile.account.discord_user_id),
            "display_name": profile.account.display_name,
            "active": profile.account.active,
            "other_accounts": [str(each) for each in profile.account.other_accounts],
        }
    return found


def _warning(plan: MergePlan) -> str:
    kept, gone = plan.keep.account, plan.gone.account
    assert kept is not None and gone is not None  # noqa: PT018 both are linked
    return (
        f"{gone.display_name} ({gone.discord_user_id}) would become {kept.display_name} "
        f"({kept.discord_user_id}) with {counted(plan.answers, 'answer')}, of "
        f"{counted(plan.answers_of_both, 'day')} on which both answered the later one; this cannot "
        "be taken back; say --yes"
    )


def _report(done: Done, line: str) -> None:
    if done.act_id is None:
        say(f"{line} (as before)")
    else:
        say(f"{line} (act {done.act_id})")


async def _meant(connection: Connection, text: str) -> str:
    try:
        return (await profiles.read_profile(connection, text)).guid
    except PlayerNotFound:
        found = await profiles.list_profiles(connection, text)
    key = player_key(text)
    named = [
        each
        for each in found
        if key in {player_key(name) for name in (each.name, *each.aliases, *_alt_names(each))}
    ]
    if len(named) == 1:
        return named[0].guid
    if named:
        players = ", ".join(f"{each.canonical_name} ({each.guid})" for each in named)
        raise OperatorError(_SEVERAL.format(text=text, players=players))
    raise OperatorError(_NOBODY.format(text=text))


def _alt_names(profile: Profile) -> list[str]:
    return [alt.name for alt in profile.alts]


@asynccontextmanager
async def _transaction(settings: Settings, command: str) -> AsyncIterator[Connection]:
    async with connected(settings, command) as connection, connection.transaction():
        yield connection
