-- What the website needs, for the role `website_app`, and nothing more. The role is the operator's:
-- where it does not exist this does nothing, and may be run again by hand once it does.
--
-- The website writes what is to be said and never sends it: of a ledger row or a job it may change
-- only what a cancellation changes, so that claims, leases and results stay the bot's alone.

DO $$
DECLARE
    item record;
    target_schema text := current_schema();
BEGIN
    IF to_regclass(format('%I.planning_team_members', target_schema)) IS NULL THEN
        RAISE EXCEPTION '008 needs what 005 to 007 make; missing: planning_team_members'
            USING HINT = 'Apply the files in order, or run `muster migrate`, which does.';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO website_app', target_schema);
    FOR item IN
        SELECT * FROM (VALUES
            ('players', 'SELECT, INSERT, UPDATE (name, canonical_name, updated_at)'),
            ('player_aliases', 'SELECT'),
            ('user_permissions', 'SELECT'),
            ('live_status', 'SELECT'),
            ('website_sessions', 'SELECT, INSERT, DELETE, UPDATE (last_seen_at, expires_at)'),
            ('oauth_states', 'SELECT, INSERT, DELETE'),
            -- Locking a person's row while their link changes takes the right to change a column.
            ('website_users', 'SELECT, INSERT, UPDATE (created_at)'),
            ('discord_accounts', 'SELECT, INSERT, UPDATE'),
            ('user_player_links', 'SELECT, INSERT, UPDATE, DELETE'),
            ('account_link_audit_log', 'SELECT, INSERT'),
            ('availability_entries', 'SELECT, INSERT, UPDATE, DELETE'),
            ('availability_user_settings', 'SELECT, INSERT, UPDATE'),
            ('availability_subscriptions', 'SELECT, INSERT, UPDATE, DELETE'),
            ('availability_channel_links', 'SELECT, INSERT, UPDATE, DELETE'),
            ('availability_link_tokens', 'SELECT, INSERT, UPDATE, DELETE'),
            ('availability_stopped_addresses', 'SELECT, DELETE'),
            ('notifications_ledger', 'SELECT, INSERT, UPDATE (state, reason, updated_at)'),
            ('subscription_preferences', 'SELECT, INSERT, UPDATE'),
            ('availability_promotion_campaigns',
             'SELECT, INSERT, UPDATE (status, cancelled_at, cancelled_by_user_id, updated_at)'),
            ('availability_promotion_recipients', 'SELECT, INSERT'),
            ('availability_promotion_jobs', 'SELECT, INSERT, UPDATE (status, last_error, updated_at)'),
            ('availability_promotion_send_logs', 'SELECT, INSERT'),
            ('planning_sessions', 'SELECT, INSERT, '
             'UPDATE (thread_state, draft_version, last_ping_at, updated_at)'),
            ('planning_team_names', 'SELECT, INSERT'),
            ('planning_votes', 'SELECT, INSERT, UPDATE, DELETE'),
            ('planning_teams', 'SELECT, INSERT, UPDATE, DELETE'),
            ('planning_team_members', 'SELECT, INSERT, UPDATE, DELETE')
        ) AS needs (table_name, privileges)
    LOOP
        EXECUTE format('GRANT %s ON TABLE %I.%I TO website_app',
                       item.privileges, target_schema, item.table_name);
    END LOOP;
    -- The one sequence that a column default draws from; identity columns need no grant.
    EXECUTE format('GRANT USAGE ON SEQUENCE %I.availability_arrival_seq TO website_app', target_schema);
    -- Readiness compares it with the files; it does not exist where the files were applied by hand.
    IF to_regclass(format('%I.schema_migrations', target_schema)) IS NOT NULL THEN
        EXECUTE format('GRANT SELECT ON TABLE %I.schema_migrations TO website_app', target_schema);
    END IF;
END;
$$;
