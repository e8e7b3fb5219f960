-- A typed address that another account has: one account an address is the rule, and whoever types one is
-- not told whether somebody has it. So it is kept and shown to them like any other, and nothing is ever
-- written to it for them; a first message to it ends like one to an address that its service does not know.
CREATE TABLE availability_disputed_handles (
    user_id bigint NOT NULL,
    channel_type text NOT NULL,
    address_hash bytea NOT NULL,
    address_encrypted bytea NOT NULL,
    encryption_key_id text NOT NULL,
    deliverable boolean NOT NULL,    -- as it would be if nobody had it
    typed_at timestamptz NOT NULL,
    CONSTRAINT availability_disputed_handles_pkey PRIMARY KEY (user_id, channel_type),
    CONSTRAINT availability_disputed_handles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT availability_disputed_handles_channel_type_check
        CHECK (channel_type IN ('telegram', 'signal')),
    CONSTRAINT availability_disputed_handles_address_hash_check
        CHECK (octet_length(address_hash) BETWEEN 16 AND 64)
);

CREATE INDEX availability_disputed_handles_encryption_key_id_idx
    ON availability_disputed_handles (encryption_key_id);

-- Which channel a person is told on, as far as they can know: `channel_reach`, and what they typed.
CREATE VIEW channel_choice AS
SELECT r.user_id,
       r.channel_type,
       r.enabled,
       r.reachable OR EXISTS (
           SELECT FROM availability_disputed_handles d
            WHERE d.user_id = r.user_id AND d.channel_type = r.channel_type AND d.deliverable
              AND NOT EXISTS (SELECT FROM availability_subscriptions s
                               WHERE s.user_id = d.user_id AND s.channel_type = d.channel_type
                                 AND s.refused_at IS NOT NULL)) AS reachable
  FROM channel_reach r;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %I.availability_disputed_handles TO website_app',
                       current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.channel_choice TO website_app', current_schema());
    END IF;
END;
$$;
