-- Notices that wake open pages and the bot whenever a planning room changes (`planning`, see 009 for
-- the others): the room itself, its names, votes, sides and members.

CREATE FUNCTION notify_planning_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM changed_rows) THEN
        PERFORM pg_notify('muster_changes', 'planning');
    END IF;
    RETURN NULL;
END;
$$;

DO $$
DECLARE
    planning_table text;
BEGIN
    FOREACH planning_table IN ARRAY ARRAY[
        'planning_sessions', 'planning_team_names', 'planning_votes', 'planning_teams',
        'planning_team_members']
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed_rows
                 FOR EACH STATEMENT EXECUTE FUNCTION notify_planning_changes()',
            planning_table || '_notify_insert', planning_table);
        EXECUTE format(
            'CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed_rows
                 FOR EACH STATEMENT EXECUTE FUNCTION notify_planning_changes()',
            planning_table || '_notify_update', planning_table);
        EXECUTE format(
            'CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed_rows
                 FOR EACH STATEMENT EXECUTE FUNCTION notify_planning_changes()',
            planning_table || '_notify_delete', planning_table);
    END LOOP;
END;
$$;
