-- The usual answer of a person on a weekday: whether it is suggested to them, given for them, or neither, and what it is
-- where they say so themselves. What is suggested otherwise is read from their answers and stored nowhere.
CREATE TABLE usual_answers (
    user_id bigint NOT NULL,
    weekday smallint NOT NULL,           -- 0 Monday to 6 Sunday
    mode text NOT NULL,
    status text,                         -- null: what their own answers of that weekday suggest
    answers_from date,                   -- the first day for which it is given
    stopped_at timestamptz,              -- when it stopped by itself, as long as they have not said anything since
    updated_at timestamptz NOT NULL,
    CONSTRAINT usual_answers_pkey PRIMARY KEY (user_id, weekday),
    CONSTRAINT usual_answers_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT usual_answers_weekday_check CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT usual_answers_mode_check CHECK (mode IN ('suggest', 'off', 'answer')),
    CONSTRAINT usual_answers_status_check
        CHECK (status IN ('LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING')),
    CONSTRAINT usual_answers_answers_from_check CHECK ((mode = 'answer') = (answers_from IS NOT NULL)),
    CONSTRAINT usual_answers_stopped_at_check CHECK (stopped_at IS NULL OR mode = 'suggest')
);

-- An answer was given for somebody, as their usual one, as long as this equals `updated_at`: whoever changes it
-- afterwards, a Muster of an older version included, has said it themselves.
ALTER TABLE availability_entries ADD COLUMN usual_at timestamptz;

-- Whether somebody said it themselves is shown beside their name. The function stays as 009, 022 and 028 made it but for
-- the columns that it compares.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef(to_regprocedure(format('%I.notify_availability_changes()', current_schema()))),
                    'arrives_at, only_if FROM',
                    'arrives_at, only_if, usual_at IS NOT DISTINCT FROM updated_at FROM');
END;
$$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.usual_answers TO website_app',
                       current_schema());
    END IF;
END;
$$;
