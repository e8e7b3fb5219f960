DO $$
DECLARE
    notifying record;
BEGIN
    FOR notifying IN
        SELECT pg_get_functiondef(p.oid) AS definition
          FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
         WHERE n.nspname = current_schema() AND p.proname = 'notify_availability_changes'
    LOOP
        EXECUTE replace(notifying.definition, ', usual_at IS NOT DISTINCT FROM updated_at FROM', ' FROM');
    END LOOP;
END;
$$;
ALTER TABLE IF EXISTS availability_entries DROP COLUMN IF EXISTS usual_at;
DROP TABLE IF EXISTS usual_answers;
