DO $$
DECLARE
    notifying record;
BEGIN
    FOR notifying IN
        SELECT pg_get_functiondef(p.oid) AS definition
          FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
         WHERE n.nspname = current_schema() AND p.proname = 'notify_availability_changes'
    LOOP
        EXECUTE replace(notifying.definition, 'status, arrival_number, arrives_at, only_if FROM',
                        'status, arrival_number FROM');
    END LOOP;
END;
$$;
DROP TRIGGER IF EXISTS availability_entries_forget_details ON availability_entries;
DROP FUNCTION IF EXISTS forget_answer_details();
DROP TABLE IF EXISTS availability_answer_changes;
ALTER TABLE IF EXISTS availability_entries
    DROP CONSTRAINT IF EXISTS availability_entries_arrives_at_check,
    DROP CONSTRAINT IF EXISTS availability_entries_only_if_check,
    DROP COLUMN IF EXISTS arrives_at,
    DROP COLUMN IF EXISTS only_if;
