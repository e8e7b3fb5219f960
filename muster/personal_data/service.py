"""What a person, or somebody for them, can do about what is stored of them.

Functions that write take a connection inside a transaction; the caller commits. `now` is always an
aware instant. `actor` is whoever does it for somebody else, which is noted; None: the person does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.audit import service as audit
from muster.audit.rules import OPERATOR, Actor
from muster.channels.rules import mask_address
from muster.clock import local_date
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Connection, Database, DatabaseTooSlow
from muster.errors import DatabaseUnavailable, LastAdmin, NotToBeErased, OnlyRoot, PersonNotFound
from muster.identity import rights
from muster.notifications import erasure as notifications
from muster.off_loop import off_loop
from muster.personal_data import erase_store, export_store, store
from muster.personal_data.export_document import as_csv, as_json
from muster.personal_data.places import PLACES
from muster.personal_data.rules import GRACE, AskedBy, Erasure, Leaving, Person, leaves_nobody
from muster.promotions import dispatch as promotions
from muster.promotions import service as campaigns
from muster.words import ENGLISH, Language, sentences, words

say = words("personalData")

_CAMPAIGNS_AT_ONCE = 1_000_000
"""As many as somebody was asked by: they are counted in the transaction that erases."""


async def find_person(connection: Connection, user_id: int) -> Person:
    """Somebody by their website user id.

    Raises:
        PersonNotFound: nobody has it (any more).
    """
    person = await store.find_person(connection, user_id)
    if person is None:
        raise PersonNotFound
    return person


async def find_people(connection: Connection, text: str) -> list[Person]:
    """Whoever has this website user id, Discord account, guid or Discord name, or goes by this name
    as a player, or did.
    """
    found = [
        await store.find_person(connection, user_id)
        for user_id in await store.list_people_called(connection, text)
    ]
    return [person for person in found if person is not None]


async def export_data(
    connection: Connection,
    cipher: ContactCipher | None,
    user_id: int,
    now: datetime,
    actor: Actor | None = None,
    language: Language = ENGLISH,
) -> list[bytes]:
    """Everything that is stored of a person, as the pieces of one JSON document.

    What it says of itself is in the `language` of whoever reads it; rows are as they are stored.

    Secrets are not in it; addresses are as they read, and masked for everybody but their owner.

    Raises:
        PersonNotFound: nobody has this number (any more).
    """
    person = await find_person(connection, user_id)
    if actor is not None:
        await audit.record_act(connection, actor, "person.export", now, user_id=user_id)
    masked = actor is not None
    addresses = [
        {
            "channel_type": each.channel_type,
            "address": _readable(cipher, each.channel_type, each.encrypted, masked=masked),
            "account": _readable(cipher, each.channel_type, each.account_encrypted, masked=masked),
            "deliverable": each.deliverable,
            "typed_at": _text(each.typed_at),
            "verified_at": _text(each.verified_at),
        }
        for each in await export_store.list_addresses(connection, user_id)
    ]
    rows = {
        table: await export_store.list_rows(connection, table, person)
        for table, place in reversed(PLACES.items())
        if place.not_given is None
    }
    about: dict[str, Any] = {
        "what": say("all-of-one").in_language(language),
        "website_user_id": person.user_id,
        "player": person.player_name,
        "discord_username": person.username,
        "exported_at": _text(now),
    }
    return await off_loop(as_json, about, addresses, rows, language)


async def export_answers(
    connection: Connection, user_id: int, now: datetime, actor: Actor | None = None
) -> list[bytes]:
    """A person's answers as the pieces of one CSV document.

    Raises:
        PersonNotFound: nobody has this number (any more).
    """
    await find_person(connection, user_id)
    if actor is not None:
        await audit.record_act(connection, actor, "person.export_answers", now, user_id=user_id)
    return await off_loop(as_csv, await export_store.list_answers(connection, user_id))


async def find_erasure(connection: Connection, user_id: int) -> Erasure | None:
    """That somebody is to be erased, if they are."""
    return await store.find_erasure(connection, user_id)


async def list_leaving(connection: Connection) -> list[Leaving]:
    """Everybody who is to be erased, the soonest first, for admins."""
    return await store.list_leaving(connection)


async def ask_to_erase(
    connection: Connection,
    user_id: int,
    admin_discord_ids: Collection[int],
    now: datetime,
    actor: Actor | None = None,
    *,
    at_once: bool = False,
) -> Erasure:
    """Let somebody be erased after the grace, in which they hear of it and may take it back.

    Asking twice is asking once. `at_once`: without the grace, for operators alone.

    Raises:
        PersonNotFound: nobody has this number (any more).
        LastAdmin: nobody could administer the community any more; an operator may do it.
        OnlyRoot: an admin who is not root asks for somebody who is.
    """
    await store.lock_admins(connection)
    person = await find_person(connection, user_id)
    asked_by: AskedBy = "person" if actor is None else "operator" if actor == OPERATOR else "admin"
    if asked_by == "admin" and actor is not None and not await rights.is_root(connection, actor):
        for account in person.discord_user_ids:
            if await rights.is_root(connection, Actor(user_id, account)):
                raise OnlyRoot
    if asked_by != "operator":
        admins = await store.list_admins(connection, admin_discord_ids)
        if leaves_nobody(person, admins):
            raise LastAdmin
    erases_at = now + (timedelta(0) if at_once else GRACE)
    new = await store.insert_erasure(connection, user_id, asked_by, erases_at, now)
    if new and not at_once:
        await notifications.tell_of_erasure(connection, user_id, asked_by, erases_at, now)
    if at_once:
        await store.hasten_erasure(connection, user_id, now)
    if actor is not None and (new or at_once):
        await audit.record_act(connection, actor, "person.erase", now, user_id=user_id)
    found = await store.find_erasure(connection, user_id)
    if found is None:  # erased in this very moment
        raise PersonNotFound
    return found


async def take_back(
    connection: Connection, user_id: int, now: datetime, actor: Actor | None = None
) -> None:
    """Let somebody stay who was to be erased; what they had is as it was.

    Where the erasing has begun this waits for it, and finds nobody any more.

    Raises:
        NotToBeErased: they are not to be erased (any more), or a restored backup had them although
            they had been erased.
    """
    if not await store.delete_erasure(connection, user_id):
        raise NotToBeErased
    if actor is not None:
        await audit.record_act(connection, actor, "person.keep", now, user_id=user_id)


async def erase_due(database: Database, zone: ZoneInfo, now: datetime) -> list[int]:
    """Erase everybody whose grace is over, each in one transaction; their numbers.

    However many do it at once, and wherever one is killed, each is erased once and whole. One that
    fails keeps nobody else waiting, and is raised once they are erased. `zone` is the community's.
    """
    erased: list[int] = []
    failed: dict[int, Exception] = {}
    while True:
        due: Erasure | None = None
        try:
            async with database.transaction() as connection:
                due = await store.lock_due(connection, now, failed)
                if due is None:
                    break
                await erase(connection, due, zone, now)
        except Exception as error:
            gone = isinstance(error, DatabaseUnavailable)
            if due is None or (gone and not isinstance(error, DatabaseTooSlow)):
                raise
            failed[due.user_id] = error
        else:
            erased.append(due.user_id)
    for error in failed.values():
        raise error
    return erased


async def erase(connection: Connection, due: Erasure, zone: ZoneInfo, now: datetime) -> None:
    """Erase somebody, in the transaction that has locked their erasure's row.

    What belongs to others as well goes on under nobody: a campaign that runs, but for one that asks
    its promoter alone, a call, a planning room, a team name.
    """
    person = await find_person(connection, due.user_id)
    await erase_store.lock_person(connection, person)
    # As they are now that nobody changes them any more.
    person = await find_person(connection, due.user_id)
    today = local_date(now, zone)
    for campaign_id in await erase_store.list_dry_runs(connection, person.user_id):
        await campaigns.cancel_campaign(connection, campaign_id, person.user_id, now, admin=True)
    await promotions.count_past_campaigns(
        connection, today, _CAMPAIGNS_AT_ONCE, now, asked_user_id=person.user_id
    )
    await notifications.forget_person(connection, person.user_id, zone)
    await erase_store.count_answers(connection, person.user_id, today)
    await erase_store.rewrite_teams_told(connection, person)
    await erase_store.rewrite_outbox(connection, person)
    await erase_store.rewrite_live_status(connection, person)
    await erase_store.delete_stopped_addresses(connection, person.user_id)
    await erase_store.rewrite_audit(connection, person)
    joined = await erase_store.list_joined(connection, person.user_id)
    await audit.forget_details(connection, person.user_id, person.own_guids)
    await erase_store.rewrite_admin_audit(connection, person)
    for table in PLACES:
        if table == "players":
            await erase_store.delete_players(connection, person)
        else:
            await erase_store.erase_simple(connection, table, person)
    numbers = [(person.user_id, person.created_at), *joined]
    await erase_store.insert_erased(connection, numbers, due.asked_by, now)


def _readable(
    cipher: ContactCipher | None, channel_type: Any, sealed: bytes | None, *, masked: bool
) -> str | None:
    """An address, masked where it is not its owner who reads; None where no key opens it."""
    if cipher is None or sealed is None:
        return None
    try:
        text = cipher.decrypt(sealed)
    except UnreadableContact:
        return None
    return mask_address(channel_type, text) if masked else text


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def unique(people: Sequence[Person]) -> Person:
    """The one of `people`.

    Raises:
        PersonNotFound: there is none, or several.
    """
    if len(people) != 1:
        numbers = ", ".join(str(person.user_id) for person in people)
        raise PersonNotFound(
            sentences(
                f"Several people are called that; name one by their number: {numbers}."
                if people
                else "There is nobody of that name or number."
            )
        )
    return people[0]
