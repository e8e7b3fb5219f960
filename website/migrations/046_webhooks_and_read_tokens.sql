-- Addresses of other programs that hear what happens. Each has one of ten places, so that there are never more.
CREATE TABLE webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY,
    place smallint NOT NULL,
    label text NOT NULL,
    address_encrypted bytea NOT NULL,        -- its path may hold a secret, as Discord's does
    address_shown text NOT NULL,             -- what anybody may read of it: scheme, host and port
    secret_encrypted bytea NOT NULL,         -- what its messages are signed with
    former_secret_encrypted bytea,           -- signs beside it after a renewal,
    former_secret_until timestamptz,         -- until then
    encryption_key_id text NOT NULL,         -- of the key that all three are under
    events text[] NOT NULL,
    state text NOT NULL DEFAULT 'on',
    failures integer NOT NULL DEFAULT 0,     -- attempts in a row that were not taken
    failing_since timestamptz,               -- the first of them
    created_by bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,         -- when an admin last changed it, or it was switched off
    CONSTRAINT webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT webhooks_place_key UNIQUE (place),
    CONSTRAINT webhooks_place_check CHECK (place BETWEEN 1 AND 10),
    CONSTRAINT webhooks_label_check CHECK (label <> ''),
    CONSTRAINT webhooks_events_check CHECK (
        cardinality(events) > 0
        AND events <@ ARRAY['session.ready', 'evening.short', 'call.started', 'teams.saved', 'result.recorded']),
    CONSTRAINT webhooks_state_check CHECK (state IN ('on', 'off', 'gone', 'failing')),
    CONSTRAINT webhooks_former_secret_check
        CHECK ((former_secret_encrypted IS NULL) = (former_secret_until IS NULL)),
    CONSTRAINT webhooks_failures_check CHECK (failures >= 0 AND (failures = 0) = (failing_since IS NULL)),
    CONSTRAINT webhooks_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES website_users (id) ON DELETE SET NULL
);

CREATE INDEX webhooks_created_by_idx ON webhooks (created_by) WHERE created_by IS NOT NULL;

-- What happened, written in the transaction in which it did; numbers alone, nobody's name.
CREATE TABLE webhook_events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    message_id text NOT NULL,                -- the same at every attempt and address: by it receivers know repetitions
    event text NOT NULL,
    event_key text NOT NULL,                 -- what it tells of, so that it is told once
    data jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    CONSTRAINT webhook_events_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_events_message_id_key UNIQUE (message_id),
    CONSTRAINT webhook_events_once_key UNIQUE (event, event_key),
    CONSTRAINT webhook_events_event_check CHECK (
        event IN ('session.ready', 'evening.short', 'call.started', 'teams.saved', 'result.recorded',
                  'webhook.test'))
);

CREATE INDEX webhook_events_occurred_at_idx ON webhook_events (occurred_at);

-- Who is to hear of it, and what became of that.
CREATE TABLE webhook_deliveries (
    webhook_id bigint NOT NULL,
    event_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,             -- of a pending one: when it is tried (again)
    worker text,                             -- of one that is being sent: by whom,
    lease_until timestamptz,                 -- and until when nobody else does
    status smallint,                         -- what HTTP said to the latest attempt
    reason text,                             -- why the latest attempt was not taken, in one word
    settled_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (webhook_id, event_id),
    CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id)
        REFERENCES webhooks (id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_event_id_fkey FOREIGN KEY (event_id)
        REFERENCES webhook_events (id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_state_check
        CHECK (state IN ('pending', 'sending', 'delivered', 'given_up', 'dropped')),
    CONSTRAINT webhook_deliveries_lease_check
        CHECK ((state = 'sending') = (lease_until IS NOT NULL) AND (state = 'sending') = (worker IS NOT NULL)),
    CONSTRAINT webhook_deliveries_settled_check
        CHECK ((state IN ('pending', 'sending')) = (settled_at IS NULL)),
    CONSTRAINT webhook_deliveries_attempts_check CHECK (attempts >= 0)
);

CREATE INDEX webhook_deliveries_event_id_idx ON webhook_deliveries (event_id);
CREATE INDEX webhook_deliveries_open_idx ON webhook_deliveries (webhook_id, due_at)
    WHERE state IN ('pending', 'sending');

-- Tokens with which other programs read what a visitor, or a linked member, may see.
CREATE TABLE read_tokens (
    id bigint GENERATED ALWAYS AS IDENTITY,
    token_hash bytea NOT NULL,
    label text NOT NULL,
    scope text NOT NULL,
    user_id bigint,                          -- whose it is, of one that reads as a member
    created_by bigint,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,                -- exact to the hour
    CONSTRAINT read_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT read_tokens_token_hash_key UNIQUE (token_hash),
    CONSTRAINT read_tokens_token_hash_check CHECK (octet_length(token_hash) = 32),
    CONSTRAINT read_tokens_label_check CHECK (label <> ''),
    CONSTRAINT read_tokens_scope_check CHECK (scope IN ('public', 'member')),
    CONSTRAINT read_tokens_owner_check CHECK ((scope = 'member') = (user_id IS NOT NULL)),
    CONSTRAINT read_tokens_expires_check CHECK (expires_at > created_at),
    CONSTRAINT read_tokens_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT read_tokens_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES website_users (id) ON DELETE SET NULL
);

CREATE INDEX read_tokens_user_id_idx ON read_tokens (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX read_tokens_created_by_idx ON read_tokens (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX read_tokens_expires_at_idx ON read_tokens (expires_at);

-- A delivery that waits wakes the bots; a token that was made, revoked or taken away is told to every website.
CREATE FUNCTION notify_webhook_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE state = 'pending') THEN
        PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                          ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'webhooks');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER webhook_deliveries_notify_insert AFTER INSERT ON webhook_deliveries
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_webhook_changes();
CREATE TRIGGER webhook_deliveries_notify_truncate AFTER TRUNCATE ON webhook_deliveries
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();

-- That one was used is no news.
CREATE FUNCTION notify_read_token_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := EXISTS (
            SELECT id, token_hash, scope, user_id, expires_at, revoked_at FROM new_rows
            EXCEPT
            SELECT id, token_hash, scope, user_id, expires_at, revoked_at FROM old_rows);
    ELSE
        changed := EXISTS (SELECT FROM old_rows);
    END IF;
    IF changed THEN
        PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                          ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'read_tokens');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER read_tokens_notify_update AFTER UPDATE ON read_tokens
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_read_token_changes();
CREATE TRIGGER read_tokens_notify_delete AFTER DELETE ON read_tokens
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_read_token_changes();
CREATE TRIGGER read_tokens_notify_truncate AFTER TRUNCATE ON read_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();

-- The website tells of calls, teams and results, and keeps addresses and tokens in order; it sends nothing.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %I.webhooks TO website_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT ON TABLE %I.webhook_events TO website_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.webhook_deliveries TO website_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.read_tokens TO website_app', current_schema());
    END IF;
END;
$$;
