-- An older Muster knows no promoters by person: their rights go, the settings' lists stay.

DO $$
BEGIN
    IF to_regclass('user_permissions') IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM user_permissions WHERE tier = 'promoter';
    ALTER TABLE user_permissions DROP CONSTRAINT IF EXISTS user_permissions_tier_check;
    ALTER TABLE user_permissions ADD CONSTRAINT user_permissions_tier_check
        CHECK (tier IN ('root', 'admin', 'moderator'));
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON TABLE %I.user_permissions FROM website_app', current_schema());
    END IF;
END;
$$;
