-- Website users, their Discord accounts and players; promotion preferences, campaigns and their jobs.
-- One statement, as 005.

DO $migration$
DECLARE
    missing text[];
BEGIN
SELECT array_agg(name) INTO missing
  FROM unnest(ARRAY['players', 'website_sessions', 'notifications_ledger']) AS name
 WHERE to_regclass(format('%I.%I', current_schema(), name)) IS NULL;
IF missing IS NOT NULL THEN
    RAISE EXCEPTION '006 needs what 005 makes; missing: %', array_to_string(missing, ', ')
        USING HINT = 'Apply the files in order, or run `muster migrate`, which does.';
END IF;

CREATE TABLE website_users (
    id bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL,
    CONSTRAINT website_users_pkey PRIMARY KEY (id)
);

CREATE TABLE discord_accounts (
    discord_user_id bigint NOT NULL,
    user_id bigint NOT NULL,
    username text NOT NULL,
    display_name text,
    avatar text,
    linked_at timestamptz NOT NULL,
    unlinked_at timestamptz,         -- set: this account signs in anew before it counts again
    updated_at timestamptz NOT NULL,
    CONSTRAINT discord_accounts_pkey PRIMARY KEY (discord_user_id),
    CONSTRAINT discord_accounts_user_id_key UNIQUE (user_id),
    CONSTRAINT discord_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT discord_accounts_discord_user_id_check CHECK (discord_user_id > 0)
);

CREATE TABLE user_player_links (
    user_id bigint NOT NULL,
    player_guid text NOT NULL,
    linked_at timestamptz NOT NULL,
    CONSTRAINT user_player_links_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_player_links_player_guid_key UNIQUE (player_guid),
    CONSTRAINT user_player_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT user_player_links_player_guid_fkey FOREIGN KEY (player_guid) REFERENCES players (guid)
        ON UPDATE CASCADE
);

-- Kept for its own sake: no foreign keys, so that it outlives what it tells about.
CREATE TABLE account_link_audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    actor_user_id bigint NOT NULL,
    action text NOT NULL,
    discord_user_id bigint,
    player_guid text,
    previous_player_guid text,
    created_at timestamptz NOT NULL,
    CONSTRAINT account_link_audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT account_link_audit_log_action_check
        CHECK (action IN ('discord_linked', 'discord_unlinked',
                          'player_linked', 'player_unlinked', 'player_changed'))
);

CREATE INDEX account_link_audit_log_user_idx ON account_link_audit_log (user_id, id);

-- Handles are contact data and therefore live in availability_channel_links.
CREATE TABLE subscription_preferences (
    user_id bigint NOT NULL,
    allow_promotions boolean NOT NULL DEFAULT false,
    preferred_channel text NOT NULL DEFAULT 'any',
    quiet_hours_start time,          -- [start, end) on the wall clock of `timezone`; equal: none
    quiet_hours_end time,
    timezone text,                   -- IANA; null: the community's zone
    notify_threshold integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT subscription_preferences_pkey PRIMARY KEY (user_id),
    CONSTRAINT subscription_preferences_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT subscription_preferences_preferred_channel_check
        CHECK (preferred_channel IN ('discord', 'telegram', 'signal', 'any')),
    CONSTRAINT subscription_preferences_quiet_hours_check
        CHECK ((quiet_hours_start IS NULL) = (quiet_hours_end IS NULL)),
    CONSTRAINT subscription_preferences_timezone_check CHECK (char_length(timezone) BETWEEN 1 AND 64),
    CONSTRAINT subscription_preferences_notify_threshold_check
        CHECK (notify_threshold BETWEEN 0 AND 99)
);

CREATE TABLE availability_promotion_campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY,
    campaign_date date NOT NULL,
    promoter_user_id bigint NOT NULL,
    target_timezone text NOT NULL,
    target_reminder_time time NOT NULL,
    target_start_time time NOT NULL,
    include_available boolean NOT NULL DEFAULT false,
    include_maybe boolean NOT NULL DEFAULT false,
    dry_run boolean NOT NULL DEFAULT false,
    exclusive_day boolean NOT NULL DEFAULT false,   -- written under the global cooldown
    status text NOT NULL DEFAULT 'scheduled',
    recipient_count integer NOT NULL DEFAULT 0,
    channels_summary jsonb NOT NULL DEFAULT '{}',   -- {discord, telegram, signal}: recipients each
    cancelled_at timestamptz,
    cancelled_by_user_id bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT availability_promotion_campaigns_pkey PRIMARY KEY (id),
    CONSTRAINT availability_promotion_campaigns_promoter_user_id_fkey FOREIGN KEY (promoter_user_id)
        REFERENCES website_users (id),
    CONSTRAINT availability_promotion_campaigns_cancelled_by_user_id_fkey
        FOREIGN KEY (cancelled_by_user_id) REFERENCES website_users (id),
    CONSTRAINT availability_promotion_campaigns_status_check
        CHECK (status IN ('scheduled', 'running', 'sent', 'partial', 'failed', 'followup_sent',
                          'cancelled')),
    CONSTRAINT availability_promotion_campaigns_cancelled_check
        CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CONSTRAINT availability_promotion_campaigns_recipient_count_check CHECK (recipient_count >= 0),
    CONSTRAINT availability_promotion_campaigns_channels_summary_check
        CHECK (jsonb_typeof(channels_summary) = 'object')
);

CREATE UNIQUE INDEX availability_promotion_campaigns_date_promoter_key
    ON availability_promotion_campaigns (campaign_date, promoter_user_id)
    WHERE status <> 'cancelled';
CREATE UNIQUE INDEX availability_promotion_campaigns_exclusive_day_key
    ON availability_promotion_campaigns (campaign_date)
    WHERE exclusive_day AND status <> 'cancelled';

-- The snapshot: whom the campaign may write to, and where it meant to at the time.
CREATE TABLE availability_promotion_recipients (
    campaign_id bigint NOT NULL,
    user_id bigint NOT NULL,
    status text,                     -- null: the initiator of a dry run, who had not answered
    selected_channel text NOT NULL,
    CONSTRAINT availability_promotion_recipients_pkey PRIMARY KEY (campaign_id, user_id),
    CONSTRAINT availability_promotion_recipients_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES availability_promotion_campaigns (id) ON DELETE CASCADE,
    CONSTRAINT availability_promotion_recipients_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT availability_promotion_recipients_status_check
        CHECK (status IN ('LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING')),
    CONSTRAINT availability_promotion_recipients_selected_channel_check
        CHECK (selected_channel IN ('discord', 'telegram', 'signal'))
);

CREATE INDEX availability_promotion_recipients_user_idx
    ON availability_promotion_recipients (user_id);

CREATE TABLE availability_promotion_jobs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    campaign_id bigint NOT NULL,
    job_type text NOT NULL,
    run_at timestamptz NOT NULL,
    useful_until timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 5,
    last_error text,
    worker text,
    lease_until timestamptz,
    expanded_at timestamptz,         -- its ledger rows are written; it closes when they are settled
    sent_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT availability_promotion_jobs_pkey PRIMARY KEY (id),
    CONSTRAINT availability_promotion_jobs_campaign_id_job_type_key UNIQUE (campaign_id, job_type),
    CONSTRAINT availability_promotion_jobs_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES availability_promotion_campaigns (id) ON DELETE CASCADE,
    CONSTRAINT availability_promotion_jobs_job_type_check
        CHECK (job_type IN ('send_reminder_2045', 'send_start_2100', 'voice_check_2100')),
    CONSTRAINT availability_promotion_jobs_status_check
        CHECK (status IN ('pending', 'running', 'sent', 'skipped', 'failed')),
    CONSTRAINT availability_promotion_jobs_attempts_check
        CHECK (attempts BETWEEN 0 AND max_attempts),
    CONSTRAINT availability_promotion_jobs_max_attempts_check CHECK (max_attempts >= 1)
);

CREATE INDEX availability_promotion_jobs_due_idx
    ON availability_promotion_jobs (run_at, id) WHERE status = 'pending';
CREATE INDEX availability_promotion_jobs_running_idx
    ON availability_promotion_jobs (lease_until) WHERE status = 'running';

ALTER TABLE notifications_ledger
    ADD COLUMN promotion_job_id bigint,
    ADD CONSTRAINT notifications_ledger_promotion_job_id_fkey FOREIGN KEY (promotion_job_id)
        REFERENCES availability_promotion_jobs (id) ON DELETE SET NULL;

CREATE INDEX notifications_ledger_promotion_job_idx
    ON notifications_ledger (promotion_job_id, state) WHERE promotion_job_id IS NOT NULL;

-- What one job did about one person: an audit. Rows are only ever added.
CREATE TABLE availability_promotion_send_logs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    campaign_id bigint NOT NULL,
    job_id bigint NOT NULL,
    user_id bigint NOT NULL,
    ledger_id bigint,                -- null where nothing was to be sent (no_channel)
    channel_type text,
    status text NOT NULL,
    reason text,
    message_id text,
    error text,                      -- no contact data
    created_at timestamptz NOT NULL,
    CONSTRAINT availability_promotion_send_logs_pkey PRIMARY KEY (id),
    CONSTRAINT availability_promotion_send_logs_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES availability_promotion_campaigns (id) ON DELETE CASCADE,
    CONSTRAINT availability_promotion_send_logs_job_id_fkey FOREIGN KEY (job_id)
        REFERENCES availability_promotion_jobs (id) ON DELETE CASCADE,
    CONSTRAINT availability_promotion_send_logs_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT availability_promotion_send_logs_channel_type_check
        CHECK (channel_type IN ('discord', 'telegram', 'signal')),
    CONSTRAINT availability_promotion_send_logs_status_check
        CHECK (status IN ('pending', 'sent', 'failed', 'skipped')),
    CONSTRAINT availability_promotion_send_logs_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown')),
    CONSTRAINT availability_promotion_send_logs_skipped_check
        CHECK ((status = 'skipped') = (reason IS NOT NULL))
);

CREATE INDEX availability_promotion_send_logs_campaign_idx
    ON availability_promotion_send_logs (campaign_id, job_id, status);
CREATE INDEX availability_promotion_send_logs_job_idx ON availability_promotion_send_logs (job_id);
CREATE INDEX availability_promotion_send_logs_user_idx ON availability_promotion_send_logs (user_id);

-- Deleting stays possible, for an operator's retention and for the removal of a person.
CREATE FUNCTION refuse_log_update() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END;
$$;

CREATE TRIGGER account_link_audit_log_append_only BEFORE UPDATE ON account_link_audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_log_update();
CREATE TRIGGER availability_promotion_send_logs_append_only
    BEFORE UPDATE ON availability_promotion_send_logs
    FOR EACH ROW EXECUTE FUNCTION refuse_log_update();

-- The users of the tables before.
ALTER TABLE website_sessions ADD CONSTRAINT website_sessions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;
ALTER TABLE availability_entries ADD CONSTRAINT availability_entries_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;
ALTER TABLE availability_user_settings ADD CONSTRAINT availability_user_settings_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;
ALTER TABLE availability_subscriptions ADD CONSTRAINT availability_subscriptions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;
ALTER TABLE availability_channel_links ADD CONSTRAINT availability_channel_links_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;
ALTER TABLE availability_link_tokens ADD CONSTRAINT availability_link_tokens_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;
ALTER TABLE notifications_ledger ADD CONSTRAINT notifications_ledger_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE;

END;
$migration$;
