-- Web push: a fourth way to a person, beside Discord, Telegram and Signal. A person may hear on several devices.

ALTER TABLE availability_subscriptions
    DROP CONSTRAINT availability_subscriptions_channel_type_check,
    ADD CONSTRAINT availability_subscriptions_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal', 'push'));
ALTER TABLE notifications_ledger
    DROP CONSTRAINT notifications_ledger_channel_type_check,
    ADD CONSTRAINT notifications_ledger_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal', 'push'));
ALTER TABLE subscription_preferences
    DROP CONSTRAINT subscription_preferences_preferred_channel_check,
    ADD CONSTRAINT subscription_preferences_preferred_channel_check
        CHECK (preferred_channel IN ('discord', 'telegram', 'signal', 'push', 'any'));
ALTER TABLE availability_promotion_recipients
    DROP CONSTRAINT availability_promotion_recipients_selected_channel_check,
    ADD CONSTRAINT availability_promotion_recipients_selected_channel_check
        CHECK (selected_channel IN ('discord', 'telegram', 'signal', 'push'));
ALTER TABLE availability_promotion_send_logs
    DROP CONSTRAINT availability_promotion_send_logs_channel_type_check,
    ADD CONSTRAINT availability_promotion_send_logs_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal', 'push'));
ALTER TABLE sandbox_outbox
    DROP CONSTRAINT sandbox_outbox_channel_type_check,
    ADD CONSTRAINT sandbox_outbox_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal', 'push'));
ALTER TABLE availability_answer_changes
    DROP CONSTRAINT availability_answer_changes_source_check,
    ADD CONSTRAINT availability_answer_changes_source_check
        CHECK (source IN ('page', 'discord', 'telegram', 'signal', 'push', 'usual', 'condition'));

-- A browser that its person lets us notify. Where it is reached is contact data, encrypted like an address and found
-- by its keyed hash: whoever subscribes on a device has it, and nobody before them. It goes with the session that it
-- was subscribed in: signed out means no push.
CREATE TABLE push_devices (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    place smallint NOT NULL,                 -- 1 to 10: so many devices a person, whatever races
    session_hash bytea NOT NULL,
    endpoint_hash bytea NOT NULL,
    subscription_encrypted bytea NOT NULL,   -- endpoint, and the browser's keys
    encryption_key_id text NOT NULL,         -- names the key, never shows it: what a rotation has yet to do
    sender_key text NOT NULL,                -- names the VAPID key that the browser subscribed to
    name text NOT NULL,                      -- the browser and its system, in words
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT push_devices_pkey PRIMARY KEY (id),
    CONSTRAINT push_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT push_devices_session_hash_fkey FOREIGN KEY (session_hash)
        REFERENCES website_sessions (token_hash) ON DELETE CASCADE,
    CONSTRAINT push_devices_place_key UNIQUE (user_id, place),
    CONSTRAINT push_devices_session_hash_key UNIQUE (session_hash),
    CONSTRAINT push_devices_endpoint_hash_key UNIQUE (endpoint_hash),
    CONSTRAINT push_devices_place_check CHECK (place BETWEEN 1 AND 10),
    CONSTRAINT push_devices_endpoint_hash_check CHECK (octet_length(endpoint_hash) BETWEEN 16 AND 64),
    CONSTRAINT push_devices_subscription_check CHECK (octet_length(subscription_encrypted) BETWEEN 1 AND 4096),
    CONSTRAINT push_devices_sender_key_check CHECK (sender_key ~ '^[0-9a-f]{16}$'),
    CONSTRAINT push_devices_name_check CHECK (char_length(name) BETWEEN 1 AND 60)
);
CREATE INDEX push_devices_encryption_key_id_idx ON push_devices (encryption_key_id);

-- As in 018, and push beside it: reachable as long as there is a device.
CREATE OR REPLACE VIEW channel_reach AS
SELECT p.user_id,
       'discord'::text AS channel_type,
       coalesce(s.enabled, true) AS enabled,
       d.unlinked_at IS NULL AND s.refused_at IS NULL AS reachable,
       true AS verified,
       d.discord_user_id,
       s.discord_dm_channel_id,
       NULL::bytea AS address_encrypted
  FROM user_player_links p
  JOIN discord_accounts d ON d.user_id = p.user_id
  LEFT JOIN availability_subscriptions s ON s.user_id = p.user_id AND s.channel_type = 'discord'
UNION ALL
SELECT p.user_id,
       c.channel_type,
       coalesce(s.enabled, false),
       a.address_encrypted IS NOT NULL AND s.refused_at IS NULL,
       coalesce(a.verified, false),
       NULL,
       NULL,
       a.address_encrypted
  FROM user_player_links p
 CROSS JOIN (VALUES ('telegram'::text), ('signal'::text)) AS c (channel_type)
  LEFT JOIN availability_subscriptions s
         ON s.user_id = p.user_id AND s.channel_type = c.channel_type
  LEFT JOIN LATERAL (
        SELECT k.address_encrypted, k.verified_at IS NOT NULL AS verified
          FROM availability_channel_links k
         WHERE k.user_id = p.user_id AND k.channel_type = c.channel_type AND k.deliverable
           AND NOT EXISTS (SELECT FROM availability_stopped_addresses x
                            WHERE x.channel_type = k.channel_type
                              AND x.address_hash IN (k.address_hash, k.account_hash))
         ORDER BY k.verified_at DESC NULLS LAST
         LIMIT 1
       ) AS a ON true
UNION ALL
SELECT p.user_id,
       'push',
       coalesce(s.enabled, false),
       s.refused_at IS NULL AND EXISTS (SELECT FROM push_devices v WHERE v.user_id = p.user_id),
       true,
       NULL,
       NULL,
       NULL
  FROM user_player_links p
  LEFT JOIN availability_subscriptions s ON s.user_id = p.user_id AND s.channel_type = 'push';

-- As in 025; push comes last unless it is chosen.
CREATE OR REPLACE FUNCTION fallback_place(preferred_channel text, channel_type text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(
        CASE preferred_channel
            WHEN 'discord' THEN ARRAY['discord', 'telegram', 'signal', 'push']
            WHEN 'signal' THEN ARRAY['signal', 'telegram', 'discord', 'push']
            WHEN 'push' THEN ARRAY['push', 'telegram', 'signal', 'discord']
            ELSE ARRAY['telegram', 'signal', 'discord', 'push']
        END,
        channel_type)
$$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %I.push_devices TO website_app', current_schema());
    END IF;
END;
$$;
