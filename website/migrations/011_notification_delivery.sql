-- What delivery stands on: which ways lead to a person right now, quick claims, and notices that wake
-- whoever delivers (`ledger`) and tell open pages that something was delivered (`notices`).

-- One row a linked person and channel. `enabled`: they want daily reminders and session-ready messages
-- there. `reachable`: it can be written to (address known, not refused by the service, not stopped).
-- A verified address beats a typed one.
CREATE VIEW channel_reach AS
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

CREATE INDEX notifications_ledger_channel_due_idx
    ON notifications_ledger (channel_type, not_before, id) WHERE state = 'pending';
DROP INDEX notifications_ledger_due_idx;
CREATE INDEX notifications_ledger_created_at_idx ON notifications_ledger (created_at);

CREATE FUNCTION notify_ledger_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE state = 'pending') THEN
        PERFORM pg_notify('muster_changes', 'ledger');
    END IF;
    IF EXISTS (SELECT FROM new_rows WHERE state NOT IN ('pending', 'sending')) THEN
        PERFORM pg_notify('muster_changes', 'notices');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER notifications_ledger_notify_insert AFTER INSERT ON notifications_ledger
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_ledger_changes();
CREATE TRIGGER notifications_ledger_notify_update AFTER UPDATE ON notifications_ledger
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_ledger_changes();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'website_app') THEN
        GRANT SELECT ON channel_reach TO website_app;
    END IF;
END;
$$;
