"""`muster rights`: who is a promoter or an admin, read and changed by whoever runs this Muster."""

from __future__ import annotations

from muster.audit.rules import OPERATOR
from muster.clock import utc_now
from muster.database import Connection
from muster.errors import OperatorError
from muster.identity import rights
from muster.identity.right_rules import TIERS, RightHolder, Tier
from muster.settings import Settings
from ops.console import complain, say
from ops.migrate import connected

_NOBODY = "nobody here is called {text!r}; say a whole name, or a Discord id"
_SEVERAL = "{text!r} may be {people}; say the Discord id"
_VARIABLES = {"admin": "ADMIN_DISCORD_IDS", "promoter": "PROMOTER_DISCORD_IDS"}


async def list_rights(settings: Settings) -> None:
    """Print who has which right, and who gave it.

    Raises:
        DatabaseUnavailable, MusterError: as for every command on the database.
    """
    async with connected(settings, "rights list") as connection:
        found = await rights.list_rights(connection, rights.named_accounts(settings))
    for holder in found:
        say(line_of(holder))
    if not found:
        say("nobody has a right; `muster rights grant` gives one")


async def grant(settings: Settings, person: str, tier: Tier) -> None:
    """Give somebody a tier in place of the one that they have.

    Raises:
        OperatorError: nobody, or several, may be meant.
    """
    named = rights.named_accounts(settings)
    async with connected(settings, "rights grant") as connection, connection.transaction():
        holder = await _meant(connection, person, settings)
        account = holder.discord_user_id
        changed = await rights.grant(connection, OPERATOR, account, tier, named, utc_now())
        anybody = await rights.has_admin(connection, named)
    say(f"{_name(holder)} is {tier}" if changed else f"{_name(holder)} is {tier} already")
    _warn_of(anybody)


async def revoke(settings: Settings, person: str) -> None:
    """Take somebody's tier away.

    Raises:
        OperatorError: nobody, or several, may be meant; there is no tier to take.
    """
    named = rights.named_accounts(settings)
    async with connected(settings, "rights revoke") as connection, connection.transaction():
        holder = await _meant(connection, person, settings)
        await rights.revoke(connection, OPERATOR, holder.discord_user_id, named, utc_now())
        anybody = await rights.has_admin(connection, named)
    say(f"{_name(holder)} is {holder.tier} no more")
    for each in holder.named:
        say(f"they are {each} by {_VARIABLES[each]} still")
    _warn_of(anybody)


def tier_of(word: str) -> Tier:
    """The tier that a word means.

    Raises:
        OperatorError: it means none.
    """
    given = word.strip().casefold()
    for tier in TIERS:
        if given == tier:
            return tier
    raise OperatorError(f"{word!r} is no right; say {', '.join(reversed(TIERS))}")


def line_of(holder: RightHolder) -> str:
    """One line of the list."""
    parts = [] if holder.tier is None else [holder.tier]
    parts += [f"{each} by {_VARIABLES[each]}" for each in holder.named]
    line = f"{_name(holder)}: {', '.join(parts)}"
    if holder.granted_at is not None:
        giver = holder.granted_by or "the operator"
        line += f"; given by {giver} on {holder.granted_at:%Y-%m-%d}"
    return line


def _name(holder: RightHolder) -> str:
    if holder.user_id is None:
        return f"{holder.discord_user_id} (never signed in)"
    return f"{holder.name or 'without a name'} ({holder.discord_user_id})"


def _warn_of(anybody: bool) -> None:
    if not anybody:
        complain("nobody who signed in is an admin now, and ADMIN_DISCORD_IDS names nobody")


async def _meant(connection: Connection, text: str, settings: Settings) -> RightHolder:
    found = await rights.find_people(connection, text, rights.named_accounts(settings))
    if len(found) == 1:
        return found[0]
    if found:
        raise OperatorError(_SEVERAL.format(text=text, people=", ".join(map(_name, found))))
    raise OperatorError(_NOBODY.format(text=text))
