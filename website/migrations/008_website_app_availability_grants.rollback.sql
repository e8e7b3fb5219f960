DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM website_app', current_schema());
        EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM website_app', current_schema());
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM website_app', current_schema());
    END IF;
END;
$$;
