-- Calls: asking those who have not answered because the evening is short, a wave at a time; whom each wave asked, or
-- why not; and who was in voice on an evening, from which a call learns whom to ask first.

CREATE TABLE calls (
    id bigint GENERATED ALWAYS AS IDENTITY,
    call_date date NOT NULL,
    source text NOT NULL,                -- hand: a promoter's; rule: it started by itself
    started_by_user_id bigint,           -- of a held one, who holds it
    status text NOT NULL,
    end_reason text,                     -- why it is over
    most integer NOT NULL,               -- whom it asks at most
    wait_minutes integer NOT NULL,       -- between two waves at most
    wave_number integer NOT NULL DEFAULT 0,
    next_wave_at timestamptz,
    stopped_by_user_id bigint,
    ended_at timestamptz,                -- full: when it was; it goes on if somebody drops out
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT calls_pkey PRIMARY KEY (id),
    CONSTRAINT calls_started_by_user_id_fkey FOREIGN KEY (started_by_user_id)
        REFERENCES website_users (id) ON DELETE SET NULL,
    CONSTRAINT calls_stopped_by_user_id_fkey FOREIGN KEY (stopped_by_user_id)
        REFERENCES website_users (id) ON DELETE SET NULL,
    CONSTRAINT calls_source_check CHECK (source IN ('hand', 'rule')),
    CONSTRAINT calls_status_check
        CHECK (status IN ('running', 'full', 'held', 'stopped', 'called_off', 'over')),
    CONSTRAINT calls_end_reason_check
        CHECK ((status = 'over') = (end_reason IS NOT NULL)
               AND end_reason IN ('start', 'everybody_asked', 'most_asked', 'anew')),
    CONSTRAINT calls_next_wave_at_check CHECK ((status = 'running') = (next_wave_at IS NOT NULL)),
    CONSTRAINT calls_ended_at_check CHECK ((status = 'running') = (ended_at IS NULL)),
    CONSTRAINT calls_most_check CHECK (most BETWEEN 1 AND 999),
    CONSTRAINT calls_wait_minutes_check CHECK (wait_minutes BETWEEN 2 AND 60),
    CONSTRAINT calls_wave_number_check CHECK (wave_number >= 0)
);

-- At most one a day is on, or kept from starting.
CREATE UNIQUE INDEX calls_one_a_day_key ON calls (call_date) WHERE status IN ('running', 'full', 'held');
CREATE INDEX calls_date_idx ON calls (call_date, id);

-- Nobody is asked twice a day, whichever call it is. The message is in the ledger under `CALL:<date>`.
CREATE TABLE call_asks (
    call_date date NOT NULL,
    user_id bigint NOT NULL,
    call_id bigint NOT NULL,
    wave integer NOT NULL,
    chance real,                         -- that they say yes, as it was thought when they were asked
    asked_at timestamptz,                -- null: not asked, for the reason
    reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT call_asks_pkey PRIMARY KEY (call_date, user_id),
    CONSTRAINT call_asks_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls (id) ON DELETE CASCADE,
    CONSTRAINT call_asks_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT call_asks_reason_check
        CHECK ((asked_at IS NULL) = (reason IS NOT NULL)
               AND reason IN ('quiet_hours', 'opted_out', 'unlinked', 'no_channel',
                              'already_notified', 'away', 'over_limit')),
    CONSTRAINT call_asks_chance_check CHECK ((asked_at IS NULL) = (chance IS NULL) AND chance BETWEEN 0 AND 1),
    CONSTRAINT call_asks_wave_check CHECK (wave >= 1)
);

CREATE INDEX call_asks_user_idx ON call_asks (user_id, call_date);
CREATE INDEX call_asks_call_idx ON call_asks (call_id);

-- Who was in voice, from the start until an hour after it.
CREATE TABLE evening_attendance (
    evening_date date NOT NULL,
    user_id bigint NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    CONSTRAINT evening_attendance_pkey PRIMARY KEY (evening_date, user_id),
    CONSTRAINT evening_attendance_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT evening_attendance_seen_check CHECK (last_seen_at >= first_seen_at)
);

CREATE INDEX evening_attendance_user_idx ON evening_attendance (user_id, evening_date);

-- What people did before a day, put together once for that day, whose calls ask the likeliest first.
CREATE TABLE call_habits (
    habit_date date NOT NULL,
    user_id bigint NOT NULL,
    known_since date NOT NULL,
    same_day_yes integer NOT NULL,       -- evenings of this weekday on which they said that they play, or were in voice
    other_yes integer NOT NULL,          -- the same of the other weekdays
    asked integer NOT NULL,              -- calls that reached them
    asked_yes integer NOT NULL,          -- of those, answered with yes
    CONSTRAINT call_habits_pkey PRIMARY KEY (habit_date, user_id),
    CONSTRAINT call_habits_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE
);

CREATE INDEX call_habits_user_idx ON call_habits (user_id);

-- What somebody has been asked in the seven days up to `day`, by an ask other than `event`: how often, and whether a
-- campaign asked them today. A dry run asks its promoter alone, who knows.
CREATE FUNCTION asks_until(person bigint, day date, event text)
    RETURNS TABLE (days bigint, today_by_campaign boolean)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT count(DISTINCT right(l.event_key, 10)),
           coalesce(bool_or(right(l.event_key, 10) = to_char(day, 'YYYY-MM-DD')
                            AND l.event_key LIKE 'PROMOTE:%'), false)
      FROM notifications_ledger l
     WHERE l.user_id = person AND l.event_key <> event
       AND l.event_key = ANY (ARRAY(
               SELECT k.name || to_char(day - ago, 'YYYY-MM-DD')
                 FROM (VALUES ('CALL:'), ('PROMOTE:T-15:'), ('PROMOTE:T0:')) AS k (name)
                CROSS JOIN generate_series(0, 6) AS ago))
       AND l.state IN ('pending', 'sending', 'sent', 'unknown')
       AND l.payload -> 'dry_run' IS DISTINCT FROM 'true'::jsonb
$$;

CREATE FUNCTION notify_call_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows) THEN
        PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                          ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'calls');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER calls_notify_insert AFTER INSERT ON calls
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION notify_call_changes();
CREATE TRIGGER calls_notify_update AFTER UPDATE ON calls
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION notify_call_changes();
CREATE TRIGGER call_asks_notify_insert AFTER INSERT ON call_asks
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION notify_call_changes();
CREATE TRIGGER call_asks_notify_update AFTER UPDATE ON call_asks
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION notify_call_changes();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE (status, end_reason, next_wave_at, stopped_by_user_id, ended_at, updated_at) ON TABLE %I.calls TO website_app',
                       current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.call_asks TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.call_habits TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.evening_attendance TO website_app', current_schema());
    END IF;
END;
$$;
