DO $rollback$
BEGIN
    IF to_regclass('channel_reach') IS NOT NULL THEN
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
               ) AS a ON true;
    END IF;
    IF to_regprocedure('fallback_place(text, text)') IS NOT NULL THEN
        CREATE OR REPLACE FUNCTION fallback_place(preferred_channel text, channel_type text) RETURNS integer
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(
        CASE preferred_channel
            WHEN 'discord' THEN ARRAY['discord', 'telegram', 'signal']
            WHEN 'signal' THEN ARRAY['signal', 'telegram', 'discord']
            ELSE ARRAY['telegram', 'signal', 'discord']
        END,
        channel_type)
$$;
    END IF;
END;
$rollback$;
DROP TABLE IF EXISTS push_devices;

-- What went, or was to go, to a device has no word in the tables of before.
DO $$
BEGIN
    IF to_regclass(format('%I.availability_subscriptions', current_schema())) IS NOT NULL THEN
        DELETE FROM availability_subscriptions WHERE channel_type = 'push';
    END IF;
    IF to_regclass(format('%I.availability_promotion_send_logs', current_schema())) IS NOT NULL THEN
        DELETE FROM availability_promotion_send_logs WHERE channel_type = 'push';
    END IF;
    IF to_regclass(format('%I.notifications_ledger', current_schema())) IS NOT NULL THEN
        DELETE FROM notifications_ledger WHERE channel_type = 'push';
    END IF;
    IF to_regclass(format('%I.subscription_preferences', current_schema())) IS NOT NULL THEN
        UPDATE subscription_preferences SET preferred_channel = 'any' WHERE preferred_channel = 'push';
    END IF;
    IF to_regclass(format('%I.availability_promotion_recipients', current_schema())) IS NOT NULL THEN
        UPDATE availability_promotion_recipients SET selected_channel = 'discord' WHERE selected_channel = 'push';
    END IF;
    IF to_regclass(format('%I.sandbox_outbox', current_schema())) IS NOT NULL THEN
        DELETE FROM sandbox_outbox WHERE channel_type = 'push';
    END IF;
    IF to_regclass(format('%I.availability_answer_changes', current_schema())) IS NOT NULL THEN
        UPDATE availability_answer_changes SET source = 'page' WHERE source = 'push';
    END IF;
END;
$$;

ALTER TABLE IF EXISTS availability_subscriptions
    DROP CONSTRAINT availability_subscriptions_channel_type_check,
    ADD CONSTRAINT availability_subscriptions_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal'));

ALTER TABLE IF EXISTS notifications_ledger
    DROP CONSTRAINT notifications_ledger_channel_type_check,
    ADD CONSTRAINT notifications_ledger_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal'));

ALTER TABLE IF EXISTS subscription_preferences
    DROP CONSTRAINT subscription_preferences_preferred_channel_check,
    ADD CONSTRAINT subscription_preferences_preferred_channel_check
        CHECK (preferred_channel IN ('discord', 'telegram', 'signal', 'any'));

ALTER TABLE IF EXISTS availability_promotion_recipients
    DROP CONSTRAINT availability_promotion_recipients_selected_channel_check,
    ADD CONSTRAINT availability_promotion_recipients_selected_channel_check
        CHECK (selected_channel IN ('discord', 'telegram', 'signal'));

ALTER TABLE IF EXISTS availability_promotion_send_logs
    DROP CONSTRAINT availability_promotion_send_logs_channel_type_check,
    ADD CONSTRAINT availability_promotion_send_logs_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal'));

ALTER TABLE IF EXISTS sandbox_outbox
    DROP CONSTRAINT sandbox_outbox_channel_type_check,
    ADD CONSTRAINT sandbox_outbox_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal'));

ALTER TABLE IF EXISTS availability_answer_changes
    DROP CONSTRAINT availability_answer_changes_source_check,
    ADD CONSTRAINT availability_answer_changes_source_check
        CHECK (source IN ('page', 'discord', 'telegram', 'signal', 'usual', 'condition'));
