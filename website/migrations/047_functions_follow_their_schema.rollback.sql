DO $rollback$
BEGIN
    IF to_regprocedure('merge_people(bigint, bigint, timestamptz)') IS NOT NULL THEN
        EXECUTE format('ALTER FUNCTION merge_people(bigint, bigint, timestamptz) SET search_path = %I, pg_temp',
                       current_schema());
    END IF;
END
$rollback$;
