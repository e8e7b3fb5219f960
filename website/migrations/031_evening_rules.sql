-- What admins say of the evenings of a weekday; it comes before the environment's times and threshold.
-- A weekday without a row, and whatever is null, is as the environment has it.
CREATE TABLE evening_rules (
    weekday smallint NOT NULL,               -- 0 Monday to 6 Sunday
    session boolean NOT NULL DEFAULT true,   -- whether people meet at all
    starts_at time,                          -- the community's wall clock
    threshold smallint,
    call_at time,                            -- null: no call begins by itself
    call_most smallint,                      -- null: as many as it takes
    updated_by bigint,                       -- null: an operator, by a command
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT evening_rules_pkey PRIMARY KEY (weekday),
    CONSTRAINT evening_rules_weekday_check CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT evening_rules_threshold_check CHECK (threshold BETWEEN 2 AND 99),
    CONSTRAINT evening_rules_call_at_check CHECK (call_at < starts_at),
    CONSTRAINT evening_rules_call_most_check CHECK (call_most BETWEEN 1 AND 999),
    CONSTRAINT evening_rules_updated_by_fkey FOREIGN KEY (updated_by)
        REFERENCES website_users (id) ON DELETE SET NULL
);

-- Who changed which weekday's rule to what; rows are only added.
CREATE TABLE evening_rule_changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    weekday smallint NOT NULL,
    session boolean NOT NULL,
    starts_at time,
    threshold smallint,
    call_at time,
    call_most smallint,
    changed_by bigint,                       -- null: an operator, by a command
    changed_at timestamptz NOT NULL,
    CONSTRAINT evening_rule_changes_pkey PRIMARY KEY (id),
    CONSTRAINT evening_rule_changes_weekday_check CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT evening_rule_changes_changed_by_fkey FOREIGN KEY (changed_by)
        REFERENCES website_users (id) ON DELETE SET NULL
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.evening_rules TO website_app',
                       current_schema());
        EXECUTE format('GRANT INSERT ON TABLE %I.evening_rule_changes TO website_app',
                       current_schema());
    END IF;
END;
$$;

CREATE FUNCTION notify_evening_rule_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM changed_rows) THEN
        PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                          ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'evening_rules');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER evening_rules_notify_insert AFTER INSERT ON evening_rules
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_evening_rule_changes();
CREATE TRIGGER evening_rules_notify_update AFTER UPDATE ON evening_rules
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_evening_rule_changes();
CREATE TRIGGER evening_rules_notify_delete AFTER DELETE ON evening_rules
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_evening_rule_changes();
CREATE TRIGGER evening_rules_notify_truncate AFTER TRUNCATE ON evening_rules
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
