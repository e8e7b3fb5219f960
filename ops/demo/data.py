"""Puts the demo's community into the demo's own database, and into no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.clock import local_date, utc_now
from muster.crypto import ContactCipher
from muster.database import connect, translated_errors
from muster.errors import OperatorError
from muster.forecast import service as forecast
from muster.forecast.service import NOTED_LEADS
from muster.identity.importing import import_players
from ops.console import say
from ops.demo.community import (
    HISTORY_DAYS,
    UPCOMING_DAYS,
    Answer,
    MadeUpPlayer,
    answers_for,
    members,
)
from ops.demo.evenings import as_it_turned_out, evenings
from ops.demo.promotions import has_campaigns, load_evenings, load_wishes
from ops.demo.remembering import load_history

_MARK = "Muster demo"
_AT_ONCE = 400
_APPLICATION = "muster demo"


class NotADemo(OperatorError):
    """The database holds something else; nothing has been touched."""

    code = "not_a_demo"


async def claim(url: str) -> None:
    """See that the database is a demo's, before anything in it is changed; mark an empty one.

    Raises:
        NotADemo: it has tables but not the demo's mark.
    """
    connection = await connect(url, application_name=_APPLICATION)
    try:
        with translated_errors():
            mark, tables = await connection.fetchrow(
                """
                SELECT shobj_description(oid, 'pg_database'),
                       (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p')
                           AND relnamespace NOT IN ('pg_catalog'::regnamespace,
                                                    'information_schema'::regnamespace))
                  FROM pg_database WHERE datname = current_database()
                """
            )
            if mark == _MARK:
                return
            if tables:
                raise NotADemo(
                    "The database in ./demo-data is not a demo's, so it is left alone; "
                    "run the demo elsewhere or move that folder away"
                )
            name = await connection.fetchval("SELECT quote_ident(current_database())")
            await connection.execute(f"COMMENT ON DATABASE {name} IS '{_MARK}'")
    finally:
        connection.terminate()


async def fill(
    url: str, zone: ZoneInfo, cipher: ContactCipher, now: datetime | None = None
) -> None:
    """Load the community where there are no players; otherwise only answer for days nobody has.

    Where nobody ever promoted, wishes and past campaigns come too, also to a demo of an older
    Muster. What was changed in the demo stays as it is: no existing row is touched, and the
    personas, whom whoever tries the demo plays, get no answers later.

    Args:
        url: the demo's migrated database.
        zone: the community's.
        cipher: of the demo's own key, for the addresses.
        now: the instant (aware) that counts as present; the clock's when None.
    """
    moment = utc_now() if now is None else now
    today = local_date(moment, zone)
    connection = await connect(url, application_name=_APPLICATION)
    try:
        with translated_errors():
            async with connection.transaction():
                # Two at once would both see no players.
                await connection.execute("LOCK TABLE players IN SHARE ROW EXCLUSIVE MODE")
                community = everybody = members()
                if not await connection.fetchval("SELECT EXISTS (SELECT FROM players)"):
                    await _load(connection, community, moment)
                    say(f"Loaded the demo community: {len(community)} players.")
                else:
                    community = [member for member in community if not member.is_persona]
                days = await _unanswered_days(connection, today)
                answers = answers_for(days, today, moment, zone, community)
                if await has_campaigns(connection):
                    await _insert_answers(connection, answers, community)
                else:
                    campaigns = evenings(today, zone, everybody)
                    answers = as_it_turned_out(answers, campaigns)
                    await _insert_answers(connection, answers, community)
                    await load_wishes(connection, cipher, everybody, today, moment)
                    await load_evenings(connection, campaigns, everybody, zone)
                await load_history(connection, today, zone, everybody)
                # As if the bot had said and learned it evening by evening.
                while await forecast.learn(connection, _AT_ONCE, moment, note_for=NOTED_LEADS):
                    pass
    finally:
        connection.terminate()


async def _load(connection: Any, community: Sequence[MadeUpPlayer], now: datetime) -> None:
    await import_players(connection, [member.as_imported() for member in community], now)
    for number, member in enumerate(m for m in community if m.discord_user_id is not None):
        since = now - timedelta(days=400 - 7 * number, hours=number)
        user_id = await connection.fetchval(
            "INSERT INTO website_users (created_at) VALUES ($1) RETURNING id", since
        )
        await connection.execute(
            """
            INSERT INTO discord_accounts
                   (discord_user_id, user_id, username, display_name, linked_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $5)
            """,
            member.discord_user_id,
            user_id,
            member.username,
            member.display_name,
            since,
        )
        await connection.execute(
            "INSERT INTO user_player_links (user_id, player_guid, linked_at) VALUES ($1, $2, $3)",
            user_id,
            member.guid,
            since,
        )
        await connection.execute(
            """
            INSERT INTO account_link_audit_log
                   (user_id, actor_user_id, action, discord_user_id, player_guid, created_at)
            VALUES ($1, $1, 'discord_linked', $2, NULL, $4), ($1, $1, 'player_linked', $2, $3, $4)
            """,
            user_id,
            member.discord_user_id,
            member.guid,
            since,
        )


async def _unanswered_days(connection: Any, today: date) -> list[date]:
    """The days around `today` for which there is no answer at all."""
    rows = await connection.fetch(
        """
        SELECT g::date AS day FROM generate_series($1::date, $2::date, interval '1 day') AS g
         WHERE NOT EXISTS (SELECT FROM availability_entries e WHERE e.entry_date = g::date)
         ORDER BY day
        """,
        today - timedelta(days=HISTORY_DAYS),
        today + timedelta(days=UPCOMING_DAYS),
    )
    return [row["day"] for row in rows]


async def _insert_answers(
    connection: Any, answers: Sequence[Answer], community: Sequence[MadeUpPlayer]
) -> None:
    """Insert answers in their order, for accounts that are still linked to their player."""
    accounts = {member.guid: member.discord_user_id for member in community}
    await connection.execute(
        """
        INSERT INTO availability_entries
               (user_id, entry_date, status, created_at, updated_at, arrives_at, only_if)
        SELECT l.user_id, given.day, given.status, given.at, given.at, given.arrives_at,
               given.only_if
          FROM unnest($1::text[], $2::bigint[], $3::date[], $4::text[], $5::timestamptz[],
                      $6::time[], $7::smallint[])
                 WITH ORDINALITY
                 AS given (guid, account, day, status, at, arrives_at, only_if, place)
          JOIN user_player_links l ON l.player_guid = given.guid
          JOIN discord_accounts d ON d.user_id = l.user_id AND d.discord_user_id = given.account
         ORDER BY given.place
            ON CONFLICT DO NOTHING
        """,
        [answer.guid for answer in answers],
        [accounts[answer.guid] for answer in answers],
        [answer.day for answer in answers],
        [answer.status for answer in answers],
        [answer.at for answer in answers],
        [answer.arrives_at for answer in answers],
        [answer.only_if for answer in answers],
    )
