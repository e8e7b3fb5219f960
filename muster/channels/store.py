"""The SQL of settings, subscriptions and preferences, one verb function a query.

Addresses and tokens are in `address_store`. `now` is always an aware instant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from muster.channels.rules import (
    CHANNEL_TYPES,
    ChannelType,
    PreferredChannel,
    QuietHours,
    StoredPreferences,
    StoredSettings,
    StoredSubscription,
    enabled_by_default,
)
from muster.database import Connection


async def lock_person(connection: Connection, user_id: int) -> bool:
    """Whether the person is linked to a player; nobody else writes for them until the commit."""
    await connection.execute("SELECT 1 FROM website_users WHERE id = $1 FOR NO KEY UPDATE", user_id)
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM user_player_links WHERE user_id = $1)", user_id
    )


async def find_settings(connection: Connection, user_id: int) -> StoredSettings:
    """What the person chose, or the defaults.

    Sound has two columns of one meaning; where an older Muster left them different it is off.
    """
    row = await connection.fetchrow(
        """
        SELECT sound_enabled AND get_ready_sound, sound_cooldown_seconds,
               availability_reminders_enabled, timezone
          FROM availability_user_settings
         WHERE user_id = $1
        """,
        user_id,
    )
    return StoredSettings() if row is None else StoredSettings(*row)


async def upsert_settings(
    connection: Connection, user_id: int, settings: StoredSettings, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO availability_user_settings
               (user_id, sound_enabled, get_ready_sound, sound_cooldown_seconds,
                availability_reminders_enabled, timezone, created_at, updated_at)
        VALUES ($1, $2, $2, $3, $4, $5, $6, $6)
        ON CONFLICT ON CONSTRAINT availability_user_settings_pkey
        DO UPDATE SET sound_enabled = $2, get_ready_sound = $2, sound_cooldown_seconds = $3,
                      availability_reminders_enabled = $4, timezone = $5, updated_at = $6
        """,
        user_id,
        settings.sound_enabled,
        settings.sound_cooldown_seconds,
        settings.availability_reminders_enabled,
        settings.timezone,
        now,
    )


async def list_subscriptions(
    connection: Connection, user_id: int
) -> dict[ChannelType, StoredSubscription]:
    """All channels of a person, in order; the defaults where nothing is stored."""
    rows = await connection.fetch(
        """
        SELECT channel_type, enabled, preferences, refused_reason
          FROM availability_subscriptions
         WHERE user_id = $1
        """,
        user_id,
    )
    stored: dict[str, StoredSubscription] = {
        row["channel_type"]: StoredSubscription(
            row["enabled"], json.loads(row["preferences"]), row["refused_reason"]
        )
        for row in rows
    }
    return {
        channel_type: stored.get(channel_type)
        or StoredSubscription(enabled_by_default(channel_type), {}, None)
        for channel_type in CHANNEL_TYPES
    }


async def find_discord_name(connection: Connection, user_id: int) -> str | None:
    """The name of the person's Discord account; None where it is unlinked."""
    return await connection.fetchval(
        "SELECT username FROM discord_accounts WHERE user_id = $1 AND unlinked_at IS NULL", user_id
    )


async def upsert_subscription(
    connection: Connection,
    user_id: int,
    channel_type: ChannelType,
    now: datetime,
    *,
    enabled: bool,
    refused_reason: str | None = None,
    preferences: Mapping[str, Any] | None = None,
) -> None:
    """Switch a channel on or off; `preferences` stay as they are where None is given."""
    await connection.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, preferences, refused_at, refused_reason,
                created_at, updated_at)
        VALUES ($1, $2, $3, coalesce($4::jsonb, '{}'),
                CASE WHEN $5::text IS NOT NULL THEN $6::timestamptz END, $5, $6, $6)
        ON CONFLICT ON CONSTRAINT availability_subscriptions_pkey
        DO UPDATE SET enabled = EXCLUDED.enabled, refused_at = EXCLUDED.refused_at,
                      refused_reason = EXCLUDED.refused_reason, updated_at = EXCLUDED.updated_at,
                      preferences = coalesce($4::jsonb, availability_subscriptions.preferences)
        """,
        user_id,
        channel_type,
        enabled,
        None if preferences is None else json.dumps(preferences),
        refused_reason,
        now,
    )


async def forget_refusal(
    connection: Connection, user_id: int, channel_type: ChannelType, now: datetime
) -> None:
    """Forget a refusal: the service gave it for an address that has been replaced."""
    await connection.execute(
        """
        UPDATE availability_subscriptions
           SET refused_at = NULL, refused_reason = NULL, updated_at = $3
         WHERE user_id = $1 AND channel_type = $2 AND refused_at IS NOT NULL
        """,
        user_id,
        channel_type,
        now,
    )


async def set_dm_channel(
    connection: Connection, user_id: int, dm_channel_id: int, now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, discord_dm_channel_id, created_at, updated_at)
        VALUES ($1, 'discord', $4, $2, $3, $3)
        ON CONFLICT ON CONSTRAINT availability_subscriptions_pkey
        DO UPDATE SET discord_dm_channel_id = $2, updated_at = $3
        """,
        user_id,
        dm_channel_id,
        now,
        enabled_by_default("discord"),
    )


async def find_preferences(connection: Connection, user_id: int) -> StoredPreferences:
    """What the person chose about promotions, or the defaults."""
    row = await connection.fetchrow(
        """
        SELECT allow_promotions, preferred_channel, quiet_hours_start, quiet_hours_end, timezone,
               notify_threshold, asks_a_day, asks_a_week, show_attendance
          FROM subscription_preferences
         WHERE user_id = $1
        """,
        user_id,
    )
    if row is None:
        return StoredPreferences()
    start, end = row["quiet_hours_start"], row["quiet_hours_end"]
    preferred: PreferredChannel = row["preferred_channel"]
    return StoredPreferences(
        allow_promotions=row["allow_promotions"],
        preferred_channel=preferred,
        quiet_hours=None if start is None else QuietHours(start, end),
        timezone=row["timezone"],
        notify_threshold=row["notify_threshold"],
        asks_a_day=row["asks_a_day"],
        asks_a_week=row["asks_a_week"],
        show_attendance=row["show_attendance"],
    )


async def upsert_preferences(
    connection: Connection, user_id: int, preferences: StoredPreferences, now: datetime
) -> None:
    quiet = preferences.quiet_hours
    await connection.execute(
        """
        INSERT INTO subscription_preferences
               (user_id, allow_promotions, preferred_channel, quiet_hours_start, quiet_hours_end,
                timezone, notify_threshold, asks_a_day, asks_a_week, show_attendance, created_at,
                updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $9, $10, $11, $8, $8)
        ON CONFLICT ON CONSTRAINT subscription_preferences_pkey
        DO UPDATE SET allow_promotions = $2, preferred_channel = $3, quiet_hours_start = $4,
                      quiet_hours_end = $5, timezone = $6, notify_threshold = $7, updated_at = $8,
                      asks_a_day = $9, asks_a_week = $10, show_attendance = $11
        """,
        user_id,
        preferences.allow_promotions,
        preferences.preferred_channel,
        quiet.start if quiet else None,
        quiet.end if quiet else None,
        preferences.timezone,
        preferences.notify_threshold,
        now,
        preferences.asks_a_day,
        preferences.asks_a_week,
        preferences.show_attendance,
    )


async def find_away_until(connection: Connection, user_id: int) -> date | None:
    """The day on which the person says they are back; None where they never went."""
    return await connection.fetchval(
        "SELECT away_until FROM subscription_preferences WHERE user_id = $1", user_id
    )


async def set_away(connection: Connection, user_id: int, until: date | None, now: datetime) -> None:
    await connection.execute(
        """
        INSERT INTO subscription_preferences
               (user_id, away_until, away_since, created_at, updated_at)
        VALUES ($1, $2, CASE WHEN $2::date IS NOT NULL THEN $3::timestamptz END, $3, $3)
        ON CONFLICT ON CONSTRAINT subscription_preferences_pkey
        DO UPDATE SET away_until = EXCLUDED.away_until, away_since = EXCLUDED.away_since,
                      updated_at = EXCLUDED.updated_at
        """,
        user_id,
        until,
        now,
    )


async def list_answered_days(
    connection: Connection, user_id: int, first: date, before: date
) -> list[date]:
    """The days from `first` on and before `before` on which a person says that they may play."""
    rows = await connection.fetch(
        """
        SELECT entry_date FROM availability_entries
         WHERE user_id = $1 AND entry_date >= $2 AND entry_date < $3 AND status <> 'NOT_PLAYING'
         ORDER BY entry_date
        """,
        user_id,
        first,
        before,
    )
    return [row[0] for row in rows]


async def find_user_by_discord_id(connection: Connection, discord_user_id: int) -> int | None:
    return await connection.fetchval(
        """
        SELECT user_id FROM discord_accounts WHERE discord_user_id = $1
         UNION ALL
        SELECT user_id FROM discord_alt_accounts WHERE discord_user_id = $1
         LIMIT 1
        """,
        discord_user_id,
    )


async def find_user_by_dm_channel(connection: Connection, dm_channel_id: int) -> int | None:
    return await connection.fetchval(
        "SELECT user_id FROM availability_subscriptions WHERE discord_dm_channel_id = $1 LIMIT 1",
        dm_channel_id,
    )
