-- The outbox shows the answers that a message carries, as its phone would, and they can be pressed there.
ALTER TABLE sandbox_outbox ADD COLUMN answers jsonb NOT NULL DEFAULT '[]';  -- [{label, data}]

CREATE TRIGGER sandbox_outbox_notify_update AFTER UPDATE ON sandbox_outbox
    FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox_growth();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, UPDATE (text, answers) ON TABLE %I.sandbox_outbox TO website_app',
                       current_schema());
    END IF;
END;
$$;
