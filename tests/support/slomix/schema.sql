-- The tables of slomix that an import reads, in the shape that they have there: instants without a zone, user ids
-- that are Discord ids, JSON where Muster has columns.

CREATE TABLE website_users (
    id bigint PRIMARY KEY,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    last_login_at timestamp
);

CREATE TABLE discord_accounts (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL UNIQUE REFERENCES website_users ON DELETE CASCADE,
    discord_user_id bigint NOT NULL UNIQUE,
    username text NOT NULL,
    display_name text,
    avatar text,
    linked_at timestamp DEFAULT now(),
    last_refreshed_at timestamp DEFAULT now()
);

CREATE TABLE user_player_links (
    user_id bigint PRIMARY KEY REFERENCES website_users ON DELETE CASCADE,
    player_guid text NOT NULL UNIQUE,
    player_name text,
    linked_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now()
);

CREATE TABLE player_links (
    id serial PRIMARY KEY,
    player_guid text NOT NULL,
    discord_id bigint NOT NULL UNIQUE,
    discord_username text,
    player_name text,
    linked_at timestamp DEFAULT now(),
    display_name text,
    display_name_source text DEFAULT 'auto',
    display_name_updated_at timestamp
);

CREATE TABLE player_aliases (
    id serial PRIMARY KEY,
    guid text NOT NULL,
    alias text NOT NULL,
    last_seen timestamp DEFAULT now(),
    times_seen integer DEFAULT 1,
    first_seen timestamp DEFAULT now(),
    UNIQUE (guid, alias)
);

CREATE TABLE player_skill_ratings (
    player_guid text PRIMARY KEY,
    display_name text,
    et_rating real NOT NULL DEFAULT 0,
    games_rated integer DEFAULT 0
);

CREATE TABLE player_identity_links (
    id serial PRIMARY KEY,
    primary_guid text NOT NULL,
    alt_guid text NOT NULL UNIQUE,
    link_type text NOT NULL DEFAULT 'sick_leave',
    created_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE user_permissions (
    id serial PRIMARY KEY,
    discord_id bigint NOT NULL UNIQUE,
    username varchar(255),
    tier varchar(50) NOT NULL,
    added_at timestamp DEFAULT now(),
    added_by bigint,
    reason text
);

CREATE TABLE account_link_audit_log (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL,
    discord_user_id bigint,
    action text NOT NULL,
    actor_discord_id bigint,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamp DEFAULT now()
);

CREATE TABLE availability_entries (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL,
    user_name text,
    entry_date date NOT NULL,
    status text NOT NULL CHECK (status IN ('LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING')),
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    UNIQUE (user_id, entry_date)
);

CREATE TABLE availability_user_settings (
    user_id bigint PRIMARY KEY,
    sound_enabled boolean NOT NULL DEFAULT true,
    sound_cooldown_seconds integer NOT NULL DEFAULT 480,
    availability_reminders_enabled boolean NOT NULL DEFAULT true,
    timezone text NOT NULL DEFAULT 'UTC',
    updated_at timestamp DEFAULT now()
);

CREATE TABLE availability_channel_links (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL,
    channel_type text NOT NULL,
    destination text,
    verification_token_hash text,
    token_expires_at timestamp,
    verification_requested_at timestamp DEFAULT now(),
    verified_at timestamp,
    updated_at timestamp DEFAULT now(),
    UNIQUE (user_id, channel_type)
);

CREATE TABLE availability_subscriptions (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL,
    channel_type text NOT NULL,
    channel_address text,
    enabled boolean NOT NULL DEFAULT true,
    verified_at timestamp,
    preferences jsonb NOT NULL DEFAULT '{}',
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    UNIQUE (user_id, channel_type)
);

CREATE TABLE subscription_preferences (
    user_id bigint PRIMARY KEY REFERENCES website_users ON DELETE CASCADE,
    allow_promotions boolean NOT NULL DEFAULT false,
    preferred_channel text NOT NULL DEFAULT 'any',
    telegram_handle_encrypted text,
    signal_handle_encrypted text,
    quiet_hours jsonb NOT NULL DEFAULT '{}',
    timezone text NOT NULL DEFAULT 'Europe/Ljubljana',
    notify_threshold integer NOT NULL DEFAULT 0,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now()
);

CREATE TABLE notifications_ledger (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL,
    event_key text NOT NULL,
    channel_type text NOT NULL,
    sent_at timestamp,
    message_id text,
    error text,
    retries integer NOT NULL DEFAULT 0,
    payload jsonb NOT NULL DEFAULT '{}',
    updated_at timestamp DEFAULT now(),
    UNIQUE (user_id, event_key, channel_type)
);

CREATE TABLE availability_promotion_campaigns (
    id bigserial PRIMARY KEY,
    campaign_date date NOT NULL,
    target_timezone text NOT NULL DEFAULT 'Europe/Ljubljana',
    target_start_time time NOT NULL DEFAULT '21:00',
    initiated_by_user_id bigint NOT NULL REFERENCES website_users,
    initiated_by_discord_id bigint NOT NULL,
    include_maybe boolean NOT NULL DEFAULT false,
    include_available boolean NOT NULL DEFAULT false,
    dry_run boolean NOT NULL DEFAULT false,
    status text NOT NULL DEFAULT 'scheduled',
    idempotency_key text NOT NULL,
    recipient_count integer NOT NULL DEFAULT 0,
    channels_summary jsonb NOT NULL DEFAULT '{}',
    recipients_snapshot jsonb NOT NULL DEFAULT '[]',
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    UNIQUE (campaign_date, initiated_by_user_id),
    UNIQUE (campaign_date, idempotency_key)
);

CREATE TABLE availability_promotion_jobs (
    id bigserial PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES availability_promotion_campaigns ON DELETE CASCADE,
    job_type text NOT NULL,
    run_at timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 5,
    last_error text,
    payload jsonb NOT NULL DEFAULT '{}',
    sent_at timestamptz,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    UNIQUE (campaign_id, job_type)
);

CREATE TABLE availability_promotion_send_logs (
    id bigserial PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES availability_promotion_campaigns ON DELETE CASCADE,
    job_id bigint REFERENCES availability_promotion_jobs ON DELETE SET NULL,
    user_id bigint NOT NULL,
    channel_type text NOT NULL,
    status text NOT NULL,
    message_id text,
    error text,
    payload jsonb NOT NULL DEFAULT '{}',
    created_at timestamp DEFAULT now()
);

CREATE TABLE planning_sessions (
    id bigserial PRIMARY KEY,
    session_date date NOT NULL UNIQUE,
    created_by_user_id bigint NOT NULL REFERENCES website_users,
    discord_thread_id text,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now()
);

CREATE TABLE planning_team_names (
    id bigserial PRIMARY KEY,
    session_id bigint NOT NULL REFERENCES planning_sessions ON DELETE CASCADE,
    suggested_by_user_id bigint NOT NULL REFERENCES website_users,
    name text NOT NULL,
    created_at timestamp DEFAULT now()
);

CREATE TABLE planning_votes (
    id bigserial PRIMARY KEY,
    session_id bigint NOT NULL REFERENCES planning_sessions ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES website_users ON DELETE CASCADE,
    suggestion_id bigint NOT NULL REFERENCES planning_team_names ON DELETE CASCADE,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    UNIQUE (session_id, user_id)
);

CREATE TABLE planning_teams (
    id bigserial PRIMARY KEY,
    session_id bigint NOT NULL REFERENCES planning_sessions ON DELETE CASCADE,
    side text NOT NULL,
    captain_user_id bigint,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now(),
    UNIQUE (session_id, side)
);

CREATE TABLE planning_team_members (
    id bigserial PRIMARY KEY,
    session_id bigint NOT NULL REFERENCES planning_sessions ON DELETE CASCADE,
    team_id bigint NOT NULL REFERENCES planning_teams ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES website_users ON DELETE CASCADE,
    created_at timestamp DEFAULT now(),
    UNIQUE (session_id, user_id)
);
