-- Notices belong to a database, and several communities may share one, each in a schema of its own:
-- from here on each schema has a channel of its own. That of `public` stays `muster_changes`.
--
-- What a function says, and when, stays as it is.

DO $$
DECLARE
    notifying record;
BEGIN
    FOR notifying IN
        SELECT pg_get_functiondef(p.oid) AS definition
          FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
         WHERE n.nspname = current_schema() AND strpos(p.prosrc, 'pg_notify(''muster_changes'',') > 0
    LOOP
        EXECUTE replace(notifying.definition, 'pg_notify(''muster_changes'',',
            'pg_notify(CASE TG_TABLE_SCHEMA WHEN ''public'' THEN ''muster_changes'' '
            'ELSE ''muster_changes_'' || md5(TG_TABLE_SCHEMA) END,');
    END LOOP;
END;
$$;
