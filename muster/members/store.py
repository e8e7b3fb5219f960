"""The SQL of members, one verb function a query.

Whether somebody could be asked has one definition of each of its parts, which campaigns and calls
go by: `allow_promotions`, `is_away` and `best_channel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.members.rules import Details, Person
from muster.names import name_key


async def list_people(
    connection: Connection, day: date, channel_types: Sequence[ChannelType], name: str
) -> list[Person]:
    """Everybody who signed in or is linked, by name; `name` '' finds all of them."""
    rows = await connection.fetch(
        """
        SELECT u.id, coalesce(p.canonical_name, d.display_name, d.username),
               CASE WHEN p.guid IS NOT NULL THEN d.avatar END,
               p.guid IS NOT NULL, coalesce(s.allow_promotions, false), coalesce(w.away, false),
               coalesce(w.reachable, false), e.user_id IS NOT NULL,
               strpos(coalesce(p.name_key, name_key(coalesce(d.display_name, d.username))), $3) > 0
               OR coalesce(p.guid IN (SELECT n.guid FROM person_names n
                                       WHERE strpos(n.name_key, $3) > 0), false)
          FROM website_users u
          LEFT JOIN discord_accounts d ON d.user_id = u.id AND d.unlinked_at IS NULL
          LEFT JOIN user_player_links k ON k.user_id = u.id
          LEFT JOIN players p ON p.guid = k.player_guid
          LEFT JOIN subscription_preferences s ON s.user_id = u.id
          LEFT JOIN availability_entries e ON e.user_id = u.id AND e.entry_date = $1
          LEFT JOIN LATERAL (
                SELECT is_away(u.id, $1) AS away,
                       EXISTS (SELECT FROM best_channel(u.id, $2::text[], NULL, true)) AS reachable
                 WHERE s.allow_promotions AND p.guid IS NOT NULL
               ) AS w ON true
         WHERE d.user_id IS NOT NULL OR p.guid IS NOT NULL
         ORDER BY coalesce(p.name_key, name_key(coalesce(d.display_name, d.username))), u.id
        """,
        day,
        channel_types,
        name_key(name),
    )
    return [Person(*row) for row in rows]


async def find_details(
    connection: Connection, user_ids: Sequence[int], channel_types: Sequence[ChannelType]
) -> dict[int, Details]:
    """What else is shown of these people, of those who are linked."""
    rows = await connection.fetch(
        """
        SELECT k.user_id,
               ARRAY(SELECT x.channel_type FROM channel_choice x
                      WHERE x.user_id = k.user_id AND x.reachable
                        AND x.channel_type = ANY($2::text[])
                      ORDER BY array_position($2::text[], x.channel_type)),
               coalesce(t.availability_reminders_enabled, true),
               -- An answer that was given for somebody, or came true, is none that they gave; of
               -- what another program writes there are no changes.
               greatest(
                   (SELECT max(c.changed_at) FROM availability_answer_changes c
                     WHERE c.user_id = k.user_id AND c.source NOT IN ('usual', 'condition')),
                   (SELECT max(l.said_at) FROM availability_last_words l
                     WHERE l.user_id = k.user_id),
                   (SELECT max(e.created_at) FROM availability_entries e
                     WHERE e.user_id = k.user_id AND e.usual_at IS NULL))
          FROM user_player_links k
          LEFT JOIN availability_user_settings t ON t.user_id = k.user_id
         WHERE k.user_id = ANY($1::bigint[])
        """,
        user_ids,
        channel_types,
    )
    return {row[0]: Details(tuple(row[1]), row[2], row[3]) for row in rows}
