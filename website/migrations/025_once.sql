-- At most one message of an event reaches a person (delivery rule 1): a fact of the ledger, also where two
-- processes choose different channels. "Session ready" is one event a day, whatever the threshold in its key.

-- Rows from before, when check-ins went to every channel that was on, stay what they are.
ALTER TABLE notifications_ledger ADD COLUMN repeats_another boolean NOT NULL DEFAULT false;

UPDATE notifications_ledger l
   SET repeats_another = true,
       state = CASE WHEN l.state = 'pending' AND l.claimed_at IS NULL THEN 'skipped' ELSE l.state END,
       reason = CASE WHEN l.state = 'pending' AND l.claimed_at IS NULL THEN 'already_notified' ELSE l.reason END
  FROM (SELECT id,
               row_number() OVER (
                   PARTITION BY user_id, split_part(event_key, ':threshold=', 1)
                   ORDER BY state NOT IN ('sent', 'sending', 'unknown'), id
               ) AS place
          FROM notifications_ledger
         WHERE user_id IS NOT NULL AND state IN ('pending', 'sending', 'sent', 'unknown')) AS told
 WHERE told.id = l.id AND told.place > 1;

CREATE UNIQUE INDEX notifications_ledger_once_idx
    ON notifications_ledger (user_id, split_part(event_key, ':threshold=', 1))
 WHERE user_id IS NOT NULL AND state IN ('pending', 'sending', 'sent', 'unknown') AND NOT repeats_another;

-- Where `channel_type` stands among the channels to try, best first (delivery rule 5).
CREATE FUNCTION fallback_place(preferred_channel text, channel_type text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(
        CASE preferred_channel
            WHEN 'discord' THEN ARRAY['discord', 'telegram', 'signal']
            WHEN 'signal' THEN ARRAY['signal', 'telegram', 'discord']
            ELSE ARRAY['telegram', 'signal', 'discord']
        END,
        channel_type)
$$;

-- The best of `channels` that leads to a person, none or one row. Those that refused `event` for good are left
-- out; so are those that the person has off, unless `in_person`: somebody asks them, as in a campaign.
CREATE FUNCTION best_channel(person bigint, channels text[], event text, in_person boolean)
    RETURNS TABLE (channel_type text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT x.channel_type
      FROM channel_choice x
      LEFT JOIN subscription_preferences q ON q.user_id = x.user_id
     WHERE x.user_id = person AND x.reachable AND x.channel_type = ANY(channels)
       AND (x.enabled OR in_person)
       AND NOT EXISTS (SELECT FROM notifications_ledger l
                        WHERE l.event_key = event AND l.user_id = x.user_id
                          AND l.channel_type = x.channel_type AND l.state = 'failed')
     ORDER BY fallback_place(coalesce(q.preferred_channel, 'any'), x.channel_type)
     LIMIT 1
$$;

-- What is true of a row's recipient at this moment; what the notifier decides by when it claims the row. Each row
-- is looked up by its id (OFFSET 0: never worked out for the whole community).
CREATE VIEW ledger_truth AS
SELECT l.id,
       r.user_id IS NOT NULL AS linked,
       coalesce(r.enabled, false) AS enabled,
       coalesce(r.reachable, false) AS reachable,
       coalesce(r.verified, false) AS verified,
       r.discord_user_id,
       r.discord_dm_channel_id,
       r.address_encrypted,
       coalesce(q.timezone, t.timezone) AS timezone,
       q.quiet_hours_start AS quiet_start,
       q.quiet_hours_end AS quiet_end,
       coalesce(t.availability_reminders_enabled, true) AS reminders_enabled,
       coalesce(q.allow_promotions, false) AS allow_promotions,
       e.status AS answer,
       coalesce(k.status = 'cancelled', false)
       OR l.payload ->> 'kind' = 'planning_teams' AND EXISTS (
              SELECT FROM planning_sessions s
               WHERE s.session_date = (l.payload ->> 'date')::date
                 AND s.draft_version > (l.payload ->> 'version')::integer) AS cancelled,
       v.updated_at AS voice_as_of,
       EXISTS (SELECT FROM discord_accounts a
                 JOIN jsonb_array_elements(v.status_data -> 'members') AS m
                   ON m ->> 'id' = a.discord_user_id::text
                WHERE a.user_id = l.user_id AND a.unlinked_at IS NULL) AS in_voice,
       -- LIMIT: looked up for the few rows that follow another, never worked out for all.
       l.payload ? 'after' AND coalesce(
           (SELECT true FROM notifications_ledger b
             WHERE b.event_key = l.payload ->> 'after' AND b.user_id = l.user_id
               AND b.state IN ('pending', 'sending')
             LIMIT 1), false) AS follows_unsent,
       EXISTS (SELECT FROM availability_disputed_handles h
                WHERE h.user_id = l.user_id AND h.channel_type = l.channel_type) AS disputed
  FROM notifications_ledger l
  LEFT JOIN LATERAL (
        SELECT * FROM channel_reach x
         WHERE x.user_id = l.user_id AND x.channel_type = l.channel_type
        OFFSET 0
       ) AS r ON true
  LEFT JOIN subscription_preferences q ON q.user_id = l.user_id
  LEFT JOIN availability_user_settings t ON t.user_id = l.user_id
  LEFT JOIN availability_entries e
         ON e.user_id = l.user_id AND e.entry_date = (l.payload ->> 'date')::date
  LEFT JOIN availability_promotion_jobs j ON j.id = l.promotion_job_id
  LEFT JOIN availability_promotion_campaigns k ON k.id = j.campaign_id
  LEFT JOIN live_status v ON v.status_type = 'voice_channel'
                         AND l.payload ->> 'kind' = 'promotion_followup'
                         AND jsonb_typeof(v.status_data -> 'members') = 'array';
