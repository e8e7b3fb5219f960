-- Answers by date, and everything about telling a person something: settings, channels, ledger.
-- The users come with 006, which adds the foreign keys.
--
-- One statement, so that also by hand (psql -f) it is done whole or not at all. In an empty schema it
-- makes what 001 to 004 would have made, and the two ways give the same tables; `muster migrate` takes
-- over what was applied by hand.

DO $migration$
DECLARE
    missing text[];
BEGIN
SELECT array_agg(name) INTO missing
  FROM unnest(ARRAY['players', 'player_aliases', 'user_permissions', 'live_status',
                    'website_sessions', 'oauth_states']) AS name
 WHERE to_regclass(format('%I.%I', current_schema(), name)) IS NULL;
IF cardinality(missing) = 6 THEN
    CREATE TABLE players (
        guid text NOT NULL,
        name text NOT NULL,
        canonical_name text NOT NULL,
        rating double precision,
        origin text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT players_pkey PRIMARY KEY (guid),
        CONSTRAINT players_guid_check CHECK (char_length(guid) BETWEEN 1 AND 64),
        CONSTRAINT players_name_check CHECK (char_length(name) BETWEEN 1 AND 128),
        CONSTRAINT players_canonical_name_check CHECK (char_length(canonical_name) BETWEEN 1 AND 128),
        CONSTRAINT players_rating_check CHECK (rating > '-Infinity' AND rating < 'Infinity'),
        CONSTRAINT players_origin_check CHECK (origin IN ('imported', 'self_registered'))
    );

    CREATE UNIQUE INDEX players_self_registered_name_key
        ON players (lower(canonical_name)) WHERE origin = 'self_registered';
    CREATE INDEX players_canonical_name_idx ON players (lower(canonical_name));

    CREATE TABLE player_aliases (
        guid text NOT NULL,
        alias text NOT NULL,
        canonical_alias text NOT NULL,
        CONSTRAINT player_aliases_pkey PRIMARY KEY (guid, alias),
        CONSTRAINT player_aliases_guid_fkey FOREIGN KEY (guid) REFERENCES players (guid)
            ON UPDATE CASCADE ON DELETE CASCADE,
        CONSTRAINT player_aliases_alias_check CHECK (char_length(alias) BETWEEN 1 AND 128),
        CONSTRAINT player_aliases_canonical_alias_check
            CHECK (char_length(canonical_alias) BETWEEN 1 AND 128)
    );

    CREATE INDEX player_aliases_canonical_alias_idx ON player_aliases (lower(canonical_alias));

    CREATE TABLE user_permissions (
        discord_user_id bigint NOT NULL,
        tier text NOT NULL,
        granted_at timestamptz NOT NULL DEFAULT now(),
        granted_by bigint,
        CONSTRAINT user_permissions_pkey PRIMARY KEY (discord_user_id),
        CONSTRAINT user_permissions_discord_user_id_check CHECK (discord_user_id > 0),
        CONSTRAINT user_permissions_tier_check CHECK (tier IN ('root', 'admin', 'moderator'))
    );

    CREATE TABLE live_status (
        status_type text NOT NULL,
        status_data jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT live_status_pkey PRIMARY KEY (status_type),
        CONSTRAINT live_status_status_type_check CHECK (status_type ~ '^[a-z][a-z0-9_]{0,62}$'),
        CONSTRAINT live_status_status_data_check CHECK (jsonb_typeof(status_data) = 'object')
    );

    CREATE TABLE website_sessions (
        token_hash bytea NOT NULL,
        user_id bigint NOT NULL,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT website_sessions_pkey PRIMARY KEY (token_hash),
        CONSTRAINT website_sessions_token_hash_check CHECK (octet_length(token_hash) BETWEEN 16 AND 64),
        CONSTRAINT website_sessions_expires_at_check CHECK (expires_at > created_at)
    );

    CREATE INDEX website_sessions_user_id_idx ON website_sessions (user_id);
    CREATE INDEX website_sessions_expires_at_idx ON website_sessions (expires_at);

    CREATE TABLE oauth_states (
        state_hash bytea NOT NULL,
        code_verifier text NOT NULL,
        redirect_uri text NOT NULL,
        next_path text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT oauth_states_pkey PRIMARY KEY (state_hash),
        CONSTRAINT oauth_states_state_hash_check CHECK (octet_length(state_hash) BETWEEN 16 AND 64),
        CONSTRAINT oauth_states_expires_at_check CHECK (expires_at > created_at)
    );

    CREATE INDEX oauth_states_expires_at_idx ON oauth_states (expires_at);
ELSIF missing IS NOT NULL THEN
    RAISE EXCEPTION '005 needs what 001 to 004 make, or none of it; missing: %',
        array_to_string(missing, ', ')
        USING HINT = 'Apply 001 to 004 first, or run `muster migrate`, which applies all in order.';
END IF;

CREATE SEQUENCE availability_arrival_seq AS bigint;

CREATE TABLE availability_entries (
    user_id bigint NOT NULL,
    entry_date date NOT NULL,        -- a date of the community's calendar
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL, -- when the status last changed
    -- Orders the queue: first come, first shown. Taken anew whenever the status changes, since two
    -- answers may share one instant and the clock may step back.
    arrival_number bigint NOT NULL DEFAULT nextval('availability_arrival_seq'),
    CONSTRAINT availability_entries_pkey PRIMARY KEY (user_id, entry_date),
    CONSTRAINT availability_entries_status_check
        CHECK (status IN ('LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING'))
);

ALTER SEQUENCE availability_arrival_seq OWNED BY availability_entries.arrival_number;

-- Some dates, each day in the order people came, answered from the index alone.
CREATE INDEX availability_entries_date_arrival_idx
    ON availability_entries (entry_date, arrival_number) INCLUDE (user_id, status);

CREATE TABLE availability_user_settings (
    user_id bigint NOT NULL,
    sound_enabled boolean NOT NULL DEFAULT true,
    get_ready_sound boolean NOT NULL DEFAULT true,
    sound_cooldown_seconds integer NOT NULL DEFAULT 480,
    availability_reminders_enabled boolean NOT NULL DEFAULT false,
    timezone text,                   -- IANA; null: the community's zone
    discord_notify boolean NOT NULL DEFAULT true,
    telegram_notify boolean NOT NULL DEFAULT false,
    signal_notify boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT availability_user_settings_pkey PRIMARY KEY (user_id),
    CONSTRAINT availability_user_settings_sound_cooldown_check
        CHECK (sound_cooldown_seconds BETWEEN 30 AND 3600),
    CONSTRAINT availability_user_settings_timezone_check
        CHECK (char_length(timezone) BETWEEN 1 AND 64)
);

-- One row a person and channel that was ever switched on or off, by the person or by a refusal.
CREATE TABLE availability_subscriptions (
    user_id bigint NOT NULL,
    channel_type text NOT NULL,
    enabled boolean NOT NULL DEFAULT false,
    preferences jsonb NOT NULL DEFAULT '{}',
    refused_at timestamptz,          -- the service refused this person for good (DMs closed, blocked)
    refused_reason text,             -- what their page says about it
    discord_dm_channel_id bigint,    -- opened early and remembered; Discord only
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT availability_subscriptions_pkey PRIMARY KEY (user_id, channel_type),
    CONSTRAINT availability_subscriptions_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal')),
    CONSTRAINT availability_subscriptions_preferences_check
        CHECK (jsonb_typeof(preferences) = 'object'),
    CONSTRAINT availability_subscriptions_refused_check
        CHECK ((refused_at IS NULL) = (refused_reason IS NULL)
               AND NOT (enabled AND refused_at IS NOT NULL)),
    CONSTRAINT availability_subscriptions_dm_channel_check
        CHECK (discord_dm_channel_id IS NULL OR channel_type = 'discord')
);

-- Addresses outside Discord: typed by their owner, verified by a message from the chat, or both.
-- The address is encrypted; its keyed hash makes "one account an address" a key of the table.
CREATE TABLE availability_channel_links (
    channel_type text NOT NULL,
    address_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    address_encrypted bytea NOT NULL,
    encryption_key_id text NOT NULL, -- names the key, never shows it: what a rotation has yet to do
    deliverable boolean NOT NULL,    -- false: kept, but the service cannot write to it (a typed @name)
    typed_at timestamptz,
    verified_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT availability_channel_links_pkey PRIMARY KEY (channel_type, address_hash),
    CONSTRAINT availability_channel_links_channel_type_check
        CHECK (channel_type IN ('telegram', 'signal')),
    CONSTRAINT availability_channel_links_address_hash_check
        CHECK (octet_length(address_hash) BETWEEN 16 AND 64),
    CONSTRAINT availability_channel_links_source_check
        CHECK (num_nonnulls(typed_at, verified_at) > 0)
);

CREATE UNIQUE INDEX availability_channel_links_typed_key
    ON availability_channel_links (user_id, channel_type) WHERE typed_at IS NOT NULL;
CREATE UNIQUE INDEX availability_channel_links_verified_key
    ON availability_channel_links (user_id, channel_type) WHERE verified_at IS NOT NULL;
CREATE INDEX availability_channel_links_encryption_key_id_idx
    ON availability_channel_links (encryption_key_id);

-- A token that links a chat. One row a person and channel, so that a new token voids the old one.
CREATE TABLE availability_link_tokens (
    user_id bigint NOT NULL,
    channel_type text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT availability_link_tokens_pkey PRIMARY KEY (user_id, channel_type),
    CONSTRAINT availability_link_tokens_token_hash_key UNIQUE (token_hash),
    CONSTRAINT availability_link_tokens_channel_type_check
        CHECK (channel_type IN ('telegram', 'signal')),
    CONSTRAINT availability_link_tokens_token_hash_check
        CHECK (octet_length(token_hash) BETWEEN 16 AND 64),
    CONSTRAINT availability_link_tokens_expires_at_check CHECK (expires_at > created_at)
);

-- Chats that said STOP, whoever typed their address: never written to until their owner links them.
CREATE TABLE availability_stopped_addresses (
    channel_type text NOT NULL,
    address_hash bytea NOT NULL,
    stopped_at timestamptz NOT NULL,
    CONSTRAINT availability_stopped_addresses_pkey PRIMARY KEY (channel_type, address_hash),
    CONSTRAINT availability_stopped_addresses_channel_type_check
        CHECK (channel_type IN ('telegram', 'signal')),
    CONSTRAINT availability_stopped_addresses_address_hash_check
        CHECK (octet_length(address_hash) BETWEEN 16 AND 64)
);

-- One recipient, one event, one channel. The recipient is a person, or a Discord channel where
-- something is announced to all. Addresses are looked up when sending and never kept here.
CREATE TABLE notifications_ledger (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint,
    discord_channel_id bigint,
    event_key text NOT NULL,
    channel_type text NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',   -- facts for the words; no contact data
    state text NOT NULL DEFAULT 'pending',
    reason text,                     -- why it was skipped
    last_error text,                 -- why it failed or is in doubt; no contact data
    not_before timestamptz NOT NULL,
    useful_until timestamptz NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    worker text,                     -- who claimed it last
    claimed_at timestamptz,
    lease_until timestamptz,
    nonce text,                      -- the same on every attempt; Discord takes 25 characters
    message_id text,                 -- the service's own
    sent_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT notifications_ledger_pkey PRIMARY KEY (id),
    CONSTRAINT notifications_ledger_recipient_event_channel_key
        UNIQUE (event_key, user_id, channel_type),
    CONSTRAINT notifications_ledger_announcement_event_key UNIQUE (event_key, discord_channel_id),
    CONSTRAINT notifications_ledger_recipient_check
        CHECK (num_nonnulls(user_id, discord_channel_id) = 1),
    CONSTRAINT notifications_ledger_announcement_check
        CHECK (discord_channel_id IS NULL OR channel_type = 'discord'),
    CONSTRAINT notifications_ledger_event_key_check CHECK (char_length(event_key) BETWEEN 1 AND 200),
    CONSTRAINT notifications_ledger_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal')),
    CONSTRAINT notifications_ledger_payload_check CHECK (jsonb_typeof(payload) = 'object'),
    CONSTRAINT notifications_ledger_state_check
        CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'skipped', 'unknown')),
    CONSTRAINT notifications_ledger_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown')),
    CONSTRAINT notifications_ledger_skipped_check CHECK ((state = 'skipped') = (reason IS NOT NULL)),
    CONSTRAINT notifications_ledger_lease_check
        CHECK ((state = 'sending') = (lease_until IS NOT NULL)
               AND (state <> 'sending' OR (worker IS NOT NULL AND claimed_at IS NOT NULL))),
    CONSTRAINT notifications_ledger_sent_check CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT notifications_ledger_attempt_check CHECK (attempt >= 0),
    CONSTRAINT notifications_ledger_nonce_check CHECK (char_length(nonce) BETWEEN 1 AND 25)
);

CREATE INDEX notifications_ledger_due_idx
    ON notifications_ledger (not_before, id) WHERE state = 'pending';
CREATE INDEX notifications_ledger_lease_idx
    ON notifications_ledger (lease_until) WHERE state = 'sending';
CREATE INDEX notifications_ledger_user_idx ON notifications_ledger (user_id, id);

END;
$migration$;
