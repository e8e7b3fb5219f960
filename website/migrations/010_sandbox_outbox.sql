-- What the sandbox would have sent, kept for its page; and two corrections to what 005 made for the
-- channels: one truth for "is this channel on", and stopped chats that outlive a change of keys.

CREATE TABLE sandbox_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint,                  -- null: a Discord channel, or an address that is nobody's
    channel_type text NOT NULL,
    address text NOT NULL,           -- masked where it is contact data
    text text NOT NULL,
    link text,
    sent_at timestamptz NOT NULL,
    CONSTRAINT sandbox_outbox_pkey PRIMARY KEY (id),
    CONSTRAINT sandbox_outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT sandbox_outbox_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal'))
);

CREATE INDEX sandbox_outbox_user_idx ON sandbox_outbox (user_id, id);

-- Open pages hear `outbox` when it grows (see 009 for the other notices).
CREATE FUNCTION notify_outbox_growth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('muster_changes', 'outbox');
    RETURN NULL;
END;
$$;

CREATE TRIGGER sandbox_outbox_notify_insert AFTER INSERT ON sandbox_outbox
    FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox_growth();

-- A channel is on where availability_subscriptions says so, or, without a row there, where it is by
-- default (Discord). The settings' three switches are views of that and no second truth.
ALTER TABLE availability_user_settings
    DROP COLUMN discord_notify,
    DROP COLUMN telegram_notify,
    DROP COLUMN signal_notify;

-- The hash of a stopped chat is keyed like every other: without the address it could not follow a
-- new key, and the chat would be written to again.
ALTER TABLE availability_stopped_addresses
    ADD COLUMN address_encrypted bytea,
    ADD COLUMN encryption_key_id text,
    ADD CONSTRAINT availability_stopped_addresses_encrypted_check
        CHECK ((address_encrypted IS NULL) = (encryption_key_id IS NULL));

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT ON TABLE %I.sandbox_outbox TO website_app', current_schema());
    END IF;
END;
$$;
