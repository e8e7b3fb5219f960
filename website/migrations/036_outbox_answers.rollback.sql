DROP TRIGGER IF EXISTS sandbox_outbox_notify_update ON sandbox_outbox;
DO $$
BEGIN
    IF to_regclass(format('%I.sandbox_outbox', current_schema())) IS NOT NULL
       AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('REVOKE UPDATE (text) ON TABLE %I.sandbox_outbox FROM website_app', current_schema());
    END IF;
END;
$$;
ALTER TABLE IF EXISTS sandbox_outbox DROP COLUMN IF EXISTS answers;
