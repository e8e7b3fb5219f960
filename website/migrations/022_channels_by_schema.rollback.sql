DO $$
DECLARE
    notifying record;
    by_schema text := 'pg_notify(CASE TG_TABLE_SCHEMA WHEN ''public'' THEN ''muster_changes'' '
        'ELSE ''muster_changes_'' || md5(TG_TABLE_SCHEMA) END,';
BEGIN
    FOR notifying IN
        SELECT pg_get_functiondef(p.oid) AS definition
          FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
         WHERE n.nspname = current_schema() AND strpos(p.prosrc, by_schema) > 0
    LOOP
        EXECUTE replace(notifying.definition, by_schema, 'pg_notify(''muster_changes'',');
    END LOOP;
END;
$$;
