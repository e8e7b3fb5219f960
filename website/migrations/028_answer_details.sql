-- What an answer says beside its status: from when somebody plays, on the community's wall clock, where that is later
-- than the start, and how many have to be in for somebody to be, too.
ALTER TABLE availability_entries
    ADD COLUMN arrives_at time,
    ADD COLUMN only_if smallint,
    ADD CONSTRAINT availability_entries_arrives_at_check
        CHECK (arrives_at IS NULL OR status IN ('LOOKING', 'AVAILABLE')),
    ADD CONSTRAINT availability_entries_only_if_check
        CHECK (only_if IS NULL OR only_if BETWEEN 2 AND 99 AND status = 'AVAILABLE');

-- A Muster of an older version changes a status and knows of nothing beside it.
CREATE FUNCTION forget_answer_details() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.only_if := NULL;
    IF NEW.status NOT IN ('LOOKING', 'AVAILABLE') THEN
        NEW.arrives_at := NULL;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER availability_entries_forget_details BEFORE UPDATE ON availability_entries
    FOR EACH ROW
    WHEN (NEW.only_if IS NOT NULL AND NEW.status <> 'AVAILABLE'
          OR NEW.arrives_at IS NOT NULL AND NEW.status NOT IN ('LOOKING', 'AVAILABLE'))
    EXECUTE FUNCTION forget_answer_details();

-- Whether a day has conditions is asked at every answer: mostly it has none, and this is empty.
CREATE INDEX availability_entries_conditions_idx ON availability_entries (entry_date)
 WHERE only_if IS NOT NULL;

-- Every answer that was given, changed or taken back (`status` is null), when and how; written by the statement that
-- does it, so it costs that statement one row and one index, whose first columns are what it is asked by.
CREATE TABLE availability_answer_changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    entry_date date NOT NULL,
    status text,
    arrives_at time,
    only_if smallint,
    source text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT availability_answer_changes_pkey PRIMARY KEY (user_id, entry_date, id),
    CONSTRAINT availability_answer_changes_status_check
        CHECK (status IN ('LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING')),
    CONSTRAINT availability_answer_changes_source_check
        CHECK (source IN ('page', 'discord', 'telegram', 'signal', 'usual', 'condition')),
    CONSTRAINT availability_answer_changes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT ON TABLE %I.availability_answer_changes TO website_app',
                       current_schema());
    END IF;
END;
$$;

-- An answer that says something else is another answer, also under the same status. The function stays as 009 and 022
-- made it but for the columns that it compares.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef(to_regprocedure(format('%I.notify_availability_changes()', current_schema()))),
                    'status, arrival_number FROM', 'status, arrival_number, arrives_at, only_if FROM');
END;
$$;
