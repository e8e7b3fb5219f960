-- What is left of rows that were forgotten by age: numbers, which name nobody.

-- How many linked people had which answer for a day, of those whose answers were forgotten.
CREATE TABLE availability_day_counts (
    entry_date date NOT NULL,
    status text NOT NULL,
    number integer NOT NULL,
    CONSTRAINT availability_day_counts_pkey PRIMARY KEY (entry_date, status),
    CONSTRAINT availability_day_counts_status_check
        CHECK (status IN ('LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING')),
    CONSTRAINT availability_day_counts_number_check CHECK (number > 0)
);

-- What became of a day's messages, of those whose ledger rows were forgotten.
CREATE TABLE notification_day_counts (
    due_date date NOT NULL,              -- the community's date when they were due
    channel_type text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,                -- '': none
    number integer NOT NULL,
    in_time integer NOT NULL,            -- of `number`: sent at the first try within a second of being due
    CONSTRAINT notification_day_counts_pkey PRIMARY KEY (due_date, channel_type, kind, state, reason),
    CONSTRAINT notification_day_counts_state_check CHECK (state IN ('sent', 'failed', 'skipped', 'unknown')),
    CONSTRAINT notification_day_counts_number_check CHECK (number > 0 AND in_time BETWEEN 0 AND number)
);

-- Campaigns stay, and what became of them is shown as long: once their evening is past it is written down here, and
-- whoever reads it does not need the send log any more.
ALTER TABLE availability_promotion_campaigns
    ADD COLUMN counts jsonb,               -- [[outcome, reason, people], …]
    ADD COLUMN looking_afterwards integer,
    ADD COLUMN counted_at timestamptz,     -- since when the columns above hold
    ADD COLUMN pruned_at timestamptz,      -- since when no row of its recipients and send log is left
    ADD CONSTRAINT availability_promotion_campaigns_counted_check
        CHECK ((counted_at IS NULL) = (looking_afterwards IS NULL) AND (counted_at IS NOT NULL OR pruned_at IS NULL));
ALTER TABLE availability_promotion_jobs ADD COLUMN counts jsonb;

CREATE INDEX availability_promotion_campaigns_unpruned_idx
    ON availability_promotion_campaigns (campaign_date, id) WHERE pruned_at IS NULL;

CREATE INDEX account_link_audit_log_created_at_idx ON account_link_audit_log (created_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT ON TABLE %I.availability_day_counts TO website_app', current_schema());
    END IF;
END;
$$;
