-- The record of each evening: what was planned, how many came, whether it was played. It names nobody, and is kept.
CREATE TABLE evening_records (
    evening_date date NOT NULL,
    session boolean NOT NULL,                -- whether there was to be one
    starts_at timestamptz NOT NULL,          -- where there was none: when it would have started
    threshold smallint NOT NULL,
    told_by text,                            -- what told who was there; null: nothing did
    most_in_voice smallint,                  -- at once; null: not known
    most_on_server smallint,
    enough_minutes smallint NOT NULL DEFAULT 0,  -- in how many minutes the threshold was there
    looked_at timestamptz,                   -- the latest instant at which it was known who is there
    said_yes smallint,                       -- how many were committed at the start; null: not closed yet
    came smallint,                           -- how many linked people came; null: nobody could tell
    played boolean,                          -- null: nobody could tell, or not closed yet
    closed_at timestamptz,
    closed_by bigint,                        -- who closed it by hand
    CONSTRAINT evening_records_pkey PRIMARY KEY (evening_date),
    CONSTRAINT evening_records_told_by_check CHECK (told_by IN ('voice', 'server', 'hand')),
    CONSTRAINT evening_records_threshold_check CHECK (threshold BETWEEN 1 AND 99),
    CONSTRAINT evening_records_numbers_check
        CHECK (most_in_voice >= 0 AND most_on_server >= 0 AND enough_minutes >= 0
               AND said_yes >= 0 AND came >= 0),
    CONSTRAINT evening_records_played_check
        CHECK (played IS NULL OR session AND told_by IS NOT NULL AND closed_at IS NOT NULL),
    CONSTRAINT evening_records_closed_by_fkey FOREIGN KEY (closed_by)
        REFERENCES website_users (id) ON DELETE SET NULL
);

CREATE INDEX evening_records_closed_by_idx ON evening_records (closed_by) WHERE closed_by IS NOT NULL;

-- How many were there in each minute that was looked at. Whoever looks, however often, a minute is one row: so a record
-- is the same with two leaders, after a restart, and with a clock that jumps.
CREATE TABLE evening_minutes (
    evening_date date NOT NULL,
    minute timestamptz NOT NULL,             -- its first instant
    in_voice smallint,                       -- at most; null: not known
    on_server smallint,
    CONSTRAINT evening_minutes_pkey PRIMARY KEY (evening_date, minute),
    CONSTRAINT evening_minutes_known_check CHECK (in_voice IS NOT NULL OR on_server IS NOT NULL),
    CONSTRAINT evening_minutes_numbers_check CHECK (in_voice >= 0 AND on_server >= 0)
);

-- Attendance says where somebody was seen, and whether that means that they came: a name on the game server alone
-- does not where voice is watched.
ALTER TABLE evening_attendance
    ADD COLUMN in_voice boolean NOT NULL DEFAULT true,
    ADD COLUMN on_server boolean NOT NULL DEFAULT false,
    ADD COLUMN came boolean NOT NULL DEFAULT true;

-- Whether others may see, in the list of an evening, that somebody was there.
ALTER TABLE subscription_preferences
    ADD COLUMN show_attendance boolean NOT NULL DEFAULT true;

-- That it was looked once more, and found the same, is no news.
CREATE FUNCTION notify_evening_record_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := EXISTS (SELECT FROM new_rows);
    ELSE
        changed := EXISTS (
            SELECT evening_date, session, starts_at, threshold, told_by, most_in_voice, most_on_server,
                   said_yes, came, played, closed_at FROM new_rows
            EXCEPT
            SELECT evening_date, session, starts_at, threshold, told_by, most_in_voice, most_on_server,
                   said_yes, came, played, closed_at FROM old_rows);
    END IF;
    IF changed THEN
        PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                          ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'evening_records');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER evening_records_notify_insert AFTER INSERT ON evening_records
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_evening_record_changes();
CREATE TRIGGER evening_records_notify_update AFTER UPDATE ON evening_records
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_evening_record_changes();
CREATE TRIGGER evening_records_notify_truncate AFTER TRUNCATE ON evening_records
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();

-- An evening that nothing told of may be closed by hand, and corrected: who was there is replaced then.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.evening_records TO website_app',
                       current_schema());
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON TABLE %I.evening_attendance TO website_app',
                       current_schema());
    END IF;
END;
$$;
