-- The other name of a Signal chat: the id of its account, which its owner keeps when they hide or change
-- their number. Encrypted and hashed like the number, under the same key. Where no number is known yet,
-- the id is the address, too.

ALTER TABLE availability_channel_links
    ADD COLUMN account_hash bytea,
    ADD COLUMN account_encrypted bytea,
    ADD CONSTRAINT availability_channel_links_account_check
        CHECK ((account_hash IS NULL) = (account_encrypted IS NULL)
               AND (account_hash IS NULL OR channel_type = 'signal')
               AND octet_length(account_hash) BETWEEN 16 AND 64);

CREATE UNIQUE INDEX availability_channel_links_account_key
    ON availability_channel_links (channel_type, account_hash) WHERE account_hash IS NOT NULL;

-- As in 011; a stop by either name holds for both.
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
