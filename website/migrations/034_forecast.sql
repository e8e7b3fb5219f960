-- Will we be enough: what closed evenings taught of who comes, what was said of evenings beforehand, and calls that
-- begin by the chance.

-- How often somebody came who had said this so long before the start; numbers that fade, no dates. The places of an
-- array are 24, 9, 5, 3, 2, 1 and 0 hours before the start.
CREATE TABLE forecast_habits (
    user_id bigint NOT NULL,
    state text NOT NULL,
    weekday smallint NOT NULL,           -- 0 Monday to 6 Sunday; -1: all of them
    seen double precision[] NOT NULL,
    came double precision[] NOT NULL,
    CONSTRAINT forecast_habits_pkey PRIMARY KEY (user_id, state, weekday),
    CONSTRAINT forecast_habits_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT forecast_habits_state_check
        CHECK (state IN ('looking', 'available', 'conditional', 'maybe', 'no', 'silent', 'away')),
    CONSTRAINT forecast_habits_weekday_check CHECK (weekday BETWEEN -1 AND 6),
    CONSTRAINT forecast_habits_numbers_check
        CHECK (cardinality(seen) = 7 AND cardinality(came) = 7 AND 0 <= ALL (seen) AND 0 <= ALL (came))
);

-- How what was reckoned so many hours before the start has to be mended to be what came.
CREATE TABLE forecast_calibrations (
    lead_hours smallint NOT NULL,
    intercept double precision NOT NULL,
    slope double precision NOT NULL,
    of_intercept double precision NOT NULL,
    of_both double precision NOT NULL,
    of_slope double precision NOT NULL,
    CONSTRAINT forecast_calibrations_pkey PRIMARY KEY (lead_hours),
    CONSTRAINT forecast_calibrations_slope_check CHECK (slope > 0)
);

-- Which evenings were learned: each once.
CREATE TABLE forecast_learned (
    evening_date date NOT NULL,
    learned_at timestamptz NOT NULL,
    CONSTRAINT forecast_learned_pkey PRIMARY KEY (evening_date)
);

-- What was said of an evening at an hour of its day.
CREATE TABLE forecast_notes (
    evening_date date NOT NULL,
    hour smallint NOT NULL,              -- of the community's clock
    chance real NOT NULL,
    looking smallint NOT NULL,
    threshold smallint NOT NULL,
    noted_at timestamptz NOT NULL,
    CONSTRAINT forecast_notes_pkey PRIMARY KEY (evening_date, hour),
    CONSTRAINT forecast_notes_hour_check CHECK (hour IN (12, 18, 20)),
    CONSTRAINT forecast_notes_chance_check CHECK (chance > 0 AND chance < 1),
    CONSTRAINT forecast_notes_numbers_check CHECK (looking >= 0 AND threshold BETWEEN 1 AND 99)
);

-- A call that begins by itself: where the chance of being enough is below so many per cent; null: where it is short.
ALTER TABLE evening_rules
    ADD COLUMN call_below smallint,
    ADD CONSTRAINT evening_rules_call_below_check CHECK (call_below BETWEEN 1 AND 99);
ALTER TABLE evening_rule_changes ADD COLUMN call_below smallint;

CREATE FUNCTION notify_forecast_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                      ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'forecast');
    RETURN NULL;
END;
$$;

CREATE TRIGGER forecast_learned_notify_insert AFTER INSERT ON forecast_learned
    FOR EACH ROW EXECUTE FUNCTION notify_forecast_changes();
CREATE TRIGGER forecast_learned_notify_truncate AFTER TRUNCATE ON forecast_learned
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER forecast_notes_notify_insert AFTER INSERT ON forecast_notes
    FOR EACH ROW EXECUTE FUNCTION notify_forecast_changes();
CREATE TRIGGER forecast_notes_notify_truncate AFTER TRUNCATE ON forecast_notes
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
-- Who is away does not come.
CREATE TRIGGER subscription_preferences_notify_away_insert AFTER INSERT ON subscription_preferences
    FOR EACH ROW WHEN (NEW.away_until IS NOT NULL) EXECUTE FUNCTION notify_forecast_changes();
CREATE TRIGGER subscription_preferences_notify_away_update AFTER UPDATE ON subscription_preferences
    FOR EACH ROW WHEN (OLD.away_until IS DISTINCT FROM NEW.away_until) EXECUTE FUNCTION notify_forecast_changes();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT ON TABLE %I.forecast_habits TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.forecast_calibrations TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.forecast_learned TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.forecast_notes TO website_app', current_schema());
    END IF;
END;
$$;
