-- Promoters by person: a tier of its own, which admins give on the page. `moderator` stays what it is,
-- another program's, and promotes nothing.

ALTER TABLE user_permissions DROP CONSTRAINT IF EXISTS user_permissions_tier_check;
ALTER TABLE user_permissions ADD CONSTRAINT user_permissions_tier_check
    CHECK (tier IN ('root', 'admin', 'promoter', 'moderator'));

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %I.user_permissions TO website_app', current_schema());
    END IF;
END;
$$;
