-- One person may have several profiles and several Discord accounts, and is one person everywhere.

-- A profile with a main one is an alt of it: names and guids of one person. `own_guid` is what may be linked and be
-- somebody's main profile, so that no alt is linked, or has alts, whoever does what at the same time.
ALTER TABLE players
    ADD COLUMN main_guid text,
    ADD COLUMN own_guid text GENERATED ALWAYS AS (CASE WHEN main_guid IS NULL THEN guid END) STORED,
    ADD CONSTRAINT players_main_guid_check CHECK (main_guid <> guid),
    ADD CONSTRAINT players_own_guid_key UNIQUE (own_guid),
    ADD CONSTRAINT players_main_guid_fkey FOREIGN KEY (main_guid) REFERENCES players (own_guid);
ALTER TABLE user_player_links
    ADD CONSTRAINT user_player_links_own_guid_fkey FOREIGN KEY (player_guid) REFERENCES players (own_guid);
CREATE INDEX players_main_guid_idx ON players (main_guid) WHERE main_guid IS NOT NULL;

-- The list of profiles is read in pages, in this order.
CREATE INDEX players_name_order_idx ON players (name_key COLLATE "C", guid COLLATE "C") WHERE main_guid IS NULL;

-- Every name that a person goes by, under the guid of their main profile.
CREATE VIEW person_names AS
SELECT guid, canonical_name AS name, name_key FROM players WHERE main_guid IS NULL
UNION ALL
SELECT main_guid, canonical_name, name_key FROM players WHERE main_guid IS NOT NULL
UNION ALL
SELECT p.guid, a.canonical_alias, a.name_key
  FROM player_aliases a JOIN players p ON p.guid = a.guid WHERE p.main_guid IS NULL
UNION ALL
SELECT p.main_guid, a.canonical_alias, a.name_key
  FROM player_aliases a JOIN players p ON p.guid = a.guid WHERE p.main_guid IS NOT NULL;

-- Discord accounts of a person beside the one in discord_accounts: whoever signs in with one of them, or is in voice
-- with it, is that person. They are written to on the first.
CREATE TABLE discord_alt_accounts (
    discord_user_id bigint NOT NULL,
    user_id bigint NOT NULL,
    attached_at timestamptz NOT NULL,
    CONSTRAINT discord_alt_accounts_pkey PRIMARY KEY (discord_user_id),
    CONSTRAINT discord_alt_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT discord_alt_accounts_discord_user_id_check CHECK (discord_user_id > 0)
);
CREATE INDEX discord_alt_accounts_user_id_idx ON discord_alt_accounts (user_id);

-- Whose a Discord account is, whichever of theirs it is; nobody's who has unlinked Discord.
CREATE VIEW discord_people AS
SELECT discord_user_id, user_id FROM discord_accounts WHERE unlinked_at IS NULL
UNION ALL
SELECT a.discord_user_id, a.user_id
  FROM discord_alt_accounts a JOIN discord_accounts d ON d.user_id = a.user_id AND d.unlinked_at IS NULL;

-- A person whose two accounts were merged may have promoted a day twice: the second counts no more for "one campaign
-- of a promoter a day".
ALTER TABLE availability_promotion_campaigns ADD COLUMN of_merged_account boolean NOT NULL DEFAULT false;
DROP INDEX availability_promotion_campaigns_date_promoter_key;
DROP INDEX availability_promotion_campaigns_exclusive_day_key;
CREATE UNIQUE INDEX availability_promotion_campaigns_date_promoter_key
    ON availability_promotion_campaigns (campaign_date, promoter_user_id)
    WHERE status <> 'cancelled' AND NOT of_merged_account;
-- As it was, and again after the other one: PostgreSQL names the older index where both are violated.
CREATE UNIQUE INDEX availability_promotion_campaigns_exclusive_day_key
    ON availability_promotion_campaigns (campaign_date)
    WHERE exclusive_day AND status <> 'cancelled';

-- How much is known of whether a message was heard; the least first.
CREATE FUNCTION heard_place(state text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(ARRAY['skipped', 'failed', 'pending', 'sending', 'unknown', 'sent'], state)
$$;

-- `gone` turns out to be `kept`: everything of `gone` becomes that of `kept`, and `gone` is no more. What both have, and
-- a person has once, is kept once: of what people say the later word, of what was done the more. Tables of which
-- nothing is said here are treated alike: what collides stays as `kept` has it.
--
-- It runs with its owner's rights, since the website may do nothing of it by itself: for whoever may link people.
CREATE FUNCTION merge_people(kept bigint, gone bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    them CONSTANT bigint[] := ARRAY[kept, gone];
    account_of_gone CONSTANT boolean :=
        NOT EXISTS (SELECT FROM discord_accounts WHERE user_id = kept AND unlinked_at IS NULL)
        AND EXISTS (SELECT FROM discord_accounts WHERE user_id = gone AND unlinked_at IS NULL);
    channel text;
    item record;
    place tid;
BEGIN
    IF NOT has_table_privilege(session_user, 'user_player_links', 'DELETE') THEN
        RAISE EXCEPTION 'permission denied for function merge_people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM website_users WHERE id = ANY (them) ORDER BY id FOR UPDATE;
    PERFORM FROM notifications_ledger
      WHERE user_id = ANY (them) AND state IN ('pending', 'sending') ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT FROM notifications_ledger WHERE user_id = ANY (them) AND state = 'sending') THEN
        RAISE EXCEPTION 'a message to one of them is on its way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'merge_people_sending';
    END IF;

    -- The records of evenings count people.
    UPDATE evening_records r SET came = r.came - 1
      FROM evening_attendance k
      JOIN evening_attendance g ON g.evening_date = k.evening_date AND g.user_id = gone AND g.came
     WHERE k.user_id = kept AND k.came AND r.evening_date = k.evening_date AND r.closed_at IS NOT NULL
       AND r.came > 0;
    UPDATE evening_records r SET said_yes = r.said_yes - 1
     WHERE r.closed_at IS NOT NULL AND r.said_yes > 0
       AND EXISTS (SELECT FROM availability_answer_changes c
                    WHERE c.user_id = gone AND c.entry_date = r.evening_date)
       AND 2 = (SELECT count(*) FROM unnest(them) AS p (id)
                 WHERE 'LOOKING' = (SELECT c.status FROM availability_answer_changes c
                                     WHERE c.user_id = p.id AND c.entry_date = r.evening_date
                                       AND c.changed_at <= r.starts_at
                                     ORDER BY c.id DESC LIMIT 1));

    -- Answers: the later word, taking back included; what somebody said before what was given for them.
    WITH said AS (
        SELECT w.user_id, w.entry_date, bool_or(w.own) AS own, max(w.said_at) AS said_at
          FROM (SELECT user_id, entry_date, updated_at AS said_at, usual_at IS DISTINCT FROM updated_at AS own
                  FROM availability_entries WHERE user_id = ANY (them)
                UNION ALL
                SELECT user_id, entry_date, said_at, true
                  FROM availability_last_words WHERE user_id = ANY (them)) AS w
         GROUP BY w.user_id, w.entry_date
    ), overtaken AS (
        SELECT k.entry_date,
               CASE WHEN (g.own, g.said_at) > (k.own, k.said_at) THEN kept ELSE gone END AS user_id
          FROM said k JOIN said g ON g.entry_date = k.entry_date
         WHERE k.user_id = kept AND g.user_id = gone
    )
    DELETE FROM availability_entries e USING overtaken o
     WHERE e.user_id = o.user_id AND e.entry_date = o.entry_date;
    UPDATE availability_entries SET user_id = kept WHERE user_id = gone;
    INSERT INTO availability_last_words AS w (user_id, entry_date, said_at)
    SELECT kept, entry_date, said_at FROM availability_last_words WHERE user_id = gone
        ON CONFLICT (user_id, entry_date) DO UPDATE SET said_at = greatest(w.said_at, EXCLUDED.said_at);
    DELETE FROM availability_last_words WHERE user_id = gone;

    -- Addresses: a verified one before a typed one, then those of `kept`; a subscription goes with its address.
    DELETE FROM availability_disputed_handles h
     USING availability_channel_links l
     WHERE h.user_id = ANY (them) AND l.user_id = ANY (them)
       AND l.channel_type = h.channel_type AND l.address_hash = h.address_hash;
    FOREACH channel IN ARRAY ARRAY['telegram', 'signal'] LOOP
        SELECT p.id INTO item
          FROM unnest(them) AS p (id)
          LEFT JOIN availability_channel_links l ON l.user_id = p.id AND l.channel_type = channel
         GROUP BY p.id
         ORDER BY max(CASE WHEN l.verified_at IS NOT NULL THEN 2 WHEN l.user_id IS NOT NULL THEN 1 ELSE 0 END) DESC,
                  p.id = kept DESC
         LIMIT 1;
        CONTINUE WHEN NOT EXISTS (SELECT FROM availability_channel_links
                                   WHERE user_id = item.id AND channel_type = channel);
        DELETE FROM availability_channel_links
         WHERE user_id = ANY (them) AND user_id <> item.id AND channel_type = channel;
        DELETE FROM availability_disputed_handles
         WHERE user_id = ANY (them) AND user_id <> item.id AND channel_type = channel;
        DELETE FROM availability_subscriptions
         WHERE user_id = ANY (them) AND user_id <> item.id AND channel_type = channel;
    END LOOP;
    DELETE FROM availability_subscriptions
     WHERE user_id = CASE WHEN account_of_gone THEN kept ELSE gone END AND channel_type = 'discord';
    DELETE FROM availability_link_tokens WHERE user_id = gone;

    -- What somebody set: as they set it last.
    DELETE FROM availability_user_settings s USING availability_user_settings o
     WHERE s.user_id = ANY (them) AND o.user_id = ANY (them)
       AND (s.updated_at, s.user_id = kept) < (o.updated_at, o.user_id = kept);
    DELETE FROM subscription_preferences s USING subscription_preferences o
     WHERE s.user_id = ANY (them) AND o.user_id = ANY (them)
       AND (s.updated_at, s.user_id = kept) < (o.updated_at, o.user_id = kept);
    DELETE FROM usual_answers s USING usual_answers o
     WHERE s.user_id = ANY (them) AND o.user_id = ANY (them) AND s.weekday = o.weekday
       AND (s.updated_at, s.user_id = kept) < (o.updated_at, o.user_id = kept);

    -- The planning room: the later vote; one place, and with it who leads a side.
    DELETE FROM planning_votes s USING planning_votes o
     WHERE s.user_id = ANY (them) AND o.user_id = ANY (them) AND s.session_id = o.session_id
       AND (s.updated_at, s.user_id = kept) < (o.updated_at, o.user_id = kept);
    UPDATE planning_teams t
       SET captain_user_id = CASE WHEN coalesce(m.side, t.side) = t.side THEN kept END
      FROM planning_teams x
      LEFT JOIN planning_team_members m ON m.session_id = x.session_id AND m.user_id = kept
     WHERE x.session_id = t.session_id AND x.side = t.side AND t.captain_user_id = gone;
    DELETE FROM planning_team_members m
     WHERE m.user_id = gone
       AND EXISTS (SELECT FROM planning_team_members k WHERE k.session_id = m.session_id AND k.user_id = kept);
    UPDATE planning_team_members SET user_id = kept WHERE user_id = gone;

    -- Campaigns: a person is asked once, and counts as told where one of the two was.
    WITH doubled AS (
        DELETE FROM availability_promotion_recipients r
         WHERE r.user_id = gone
           AND EXISTS (SELECT FROM availability_promotion_recipients k
                        WHERE k.campaign_id = r.campaign_id AND k.user_id = kept)
        RETURNING r.campaign_id, r.selected_channel
    )
    UPDATE availability_promotion_campaigns c
       SET recipient_count = greatest(c.recipient_count - 1, 0),
           channels_summary = jsonb_set(
               c.channels_summary, ARRAY[d.selected_channel],
               to_jsonb(greatest((c.channels_summary ->> d.selected_channel)::integer - 1, 0)))
      FROM doubled d
     WHERE c.id = d.campaign_id;
    DELETE FROM availability_promotion_send_logs s
     WHERE s.user_id = ANY (them) AND s.discord_channel_id IS NULL
       AND EXISTS (SELECT FROM availability_promotion_send_logs o
                    WHERE o.user_id = ANY (them) AND o.user_id <> s.user_id AND o.job_id = s.job_id
                      AND o.discord_channel_id IS NULL
                      AND (o.status = 'sent', o.user_id = kept) > (
                          EXISTS (SELECT FROM availability_promotion_send_logs w
                                   WHERE w.user_id = s.user_id AND w.job_id = s.job_id AND w.status = 'sent'
                                     AND w.discord_channel_id IS NULL),
                          s.user_id = kept));
    WITH old AS (DELETE FROM availability_promotion_send_logs WHERE user_id = gone RETURNING *)
    INSERT INTO availability_promotion_send_logs
           (campaign_id, job_id, user_id, ledger_id, channel_type, status, reason, message_id, error, created_at,
            discord_channel_id)
    SELECT campaign_id, job_id, kept, ledger_id, channel_type, status, reason, message_id, error, created_at,
           discord_channel_id
      FROM old ORDER BY id;
    UPDATE availability_promotion_campaigns c SET of_merged_account = true
     WHERE c.promoter_user_id = gone AND c.status <> 'cancelled'
       AND EXISTS (SELECT FROM availability_promotion_campaigns k
                    WHERE k.promoter_user_id = kept AND k.campaign_date = c.campaign_date
                      AND k.status <> 'cancelled');

    -- Messages: what was heard stays known; what waits and was heard on the other account is not said again.
    DELETE FROM notifications_ledger l USING notifications_ledger o
     WHERE l.user_id = ANY (them) AND o.user_id = ANY (them)
       AND l.event_key = o.event_key AND l.channel_type = o.channel_type
       AND (heard_place(l.state), l.user_id = kept) < (heard_place(o.state), o.user_id = kept);
    UPDATE notifications_ledger l
       SET repeats_another = true,
           state = CASE WHEN l.state = 'pending' THEN 'skipped' ELSE l.state END,
           reason = CASE WHEN l.state = 'pending' THEN 'already_notified' ELSE l.reason END,
           updated_at = at
      FROM (SELECT id,
                   row_number() OVER (PARTITION BY split_part(event_key, ':threshold=', 1)
                                      ORDER BY heard_place(state) DESC, user_id = kept DESC, id) AS place
              FROM notifications_ledger
             WHERE user_id = ANY (them) AND state IN ('pending', 'sending', 'sent', 'unknown')
               AND NOT repeats_another) AS told
     WHERE told.id = l.id AND told.place > 1;
    UPDATE notifications_ledger SET user_id = kept WHERE user_id = gone;

    -- Calls and evenings: asked if one of the two was, there if one of them was.
    DELETE FROM call_asks s USING call_asks o
     WHERE s.user_id = ANY (them) AND o.user_id = ANY (them) AND s.call_date = o.call_date
       AND (s.asked_at IS NOT NULL, s.user_id = kept) < (o.asked_at IS NOT NULL, o.user_id = kept);
    UPDATE evening_attendance k
       SET first_seen_at = least(k.first_seen_at, g.first_seen_at),
           last_seen_at = greatest(k.last_seen_at, g.last_seen_at),
           in_voice = k.in_voice OR g.in_voice, on_server = k.on_server OR g.on_server, came = k.came OR g.came
      FROM evening_attendance g
     WHERE k.user_id = kept AND g.user_id = gone AND g.evening_date = k.evening_date;
    -- How often somebody came: added up, an evening on which both were seen would count twice.
    DELETE FROM forecast_habits s USING forecast_habits o
     WHERE s.user_id = ANY (them) AND o.user_id = ANY (them) AND s.state = o.state AND s.weekday = o.weekday
       AND ((SELECT sum(n) FROM unnest(s.seen) AS n), s.user_id = kept)
           < ((SELECT sum(n) FROM unnest(o.seen) AS n), o.user_id = kept);

    -- Who they are: the account of `kept` goes on being written to, where they have one.
    DELETE FROM website_sessions WHERE user_id = gone;
    DELETE FROM user_player_links WHERE user_id = gone;
    UPDATE discord_alt_accounts SET user_id = kept WHERE user_id = gone;
    WITH second AS (
        DELETE FROM discord_accounts
         WHERE user_id = CASE WHEN account_of_gone THEN kept ELSE gone END
        RETURNING discord_user_id
    )
    INSERT INTO discord_alt_accounts (discord_user_id, user_id, attached_at)
    SELECT discord_user_id, kept, at FROM second;
    UPDATE discord_accounts SET user_id = kept WHERE user_id = gone;

    -- Everything else that names a person.
    FOR item IN
        SELECT k.conrelid::regclass AS found, quote_ident(a.attname) AS name
          FROM pg_constraint k
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         WHERE k.contype = 'f' AND k.confrelid = 'website_users'::regclass
         ORDER BY k.conrelid::regclass::text, a.attname
    LOOP
        BEGIN
            EXECUTE format('UPDATE %s SET %s = $1 WHERE %2$s = $2', item.found, item.name) USING kept, gone;
        EXCEPTION WHEN unique_violation THEN
            FOR place IN EXECUTE format('SELECT ctid FROM %s WHERE %s = $1', item.found, item.name) USING gone LOOP
                BEGIN
                    EXECUTE format('UPDATE %s SET %s = $1 WHERE ctid = $2', item.found, item.name)
                      USING kept, place;
                EXCEPTION WHEN unique_violation THEN
                    EXECUTE format('DELETE FROM %s WHERE ctid = $1', item.found) USING place;
                END;
            END LOOP;
        END;
    END LOOP;
    DELETE FROM website_users WHERE id = gone;
END;
$$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION merge_people(bigint, bigint, timestamptz) SET search_path = %I, pg_temp',
                   current_schema());
END;
$$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT ON TABLE %I.person_names TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.discord_people TO website_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON TABLE %I.discord_alt_accounts TO website_app',
                       current_schema());
        EXECUTE format('GRANT INSERT, DELETE ON TABLE %I.player_aliases TO website_app', current_schema());
        EXECUTE format('GRANT DELETE, UPDATE (rating, main_guid) ON TABLE %I.players TO website_app', current_schema());
    END IF;
END;
$$;
