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
                                      AND x.address_hash = k.address_hash)
                 ORDER BY k.verified_at DESC NULLS LAST
                 LIMIT 1
               ) AS a ON true;
    END IF;
END;
$rollback$;
DROP INDEX IF EXISTS availability_channel_links_account_key;
ALTER TABLE IF EXISTS availability_channel_links
    DROP CONSTRAINT IF EXISTS availability_channel_links_account_check,
    DROP COLUMN IF EXISTS account_encrypted,
    DROP COLUMN IF EXISTS account_hash;
