DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app')
       AND to_regclass(format('%I.evening_attendance', current_schema())) IS NOT NULL THEN
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON TABLE %I.evening_attendance FROM website_app',
                       current_schema());
    END IF;
END;
$$;
ALTER TABLE IF EXISTS subscription_preferences DROP COLUMN IF EXISTS show_attendance;
ALTER TABLE IF EXISTS evening_attendance
    DROP COLUMN IF EXISTS came,
    DROP COLUMN IF EXISTS on_server,
    DROP COLUMN IF EXISTS in_voice;
DROP TABLE IF EXISTS evening_minutes;
DROP TABLE IF EXISTS evening_records;
DROP FUNCTION IF EXISTS notify_evening_record_changes();
