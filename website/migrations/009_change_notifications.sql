-- Tells every process what changed, on the channel `muster_changes`, when the change is committed:
--
--   availability YYYY-MM-DD   the answers of that day
--   names                     whom a name belongs to, or a linked player's name
--   viewer <user_id>          what that person is or may do
--   live_status <type>        who is in voice or on the server
--   everything                too much to list
--
-- PostgreSQL sends a payload once a transaction, however often it is raised. The functions run with
-- the rights of whoever changes the rows; they name their tables through the trigger's own schema, so
-- that no search_path leads them elsewhere.

-- What both kinds of statement leave: rows that went, rows that came. A row that an UPDATE left as it
-- was is in both and therefore in neither difference.
CREATE FUNCTION notify_availability_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    days date[];
    changed date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT entry_date) INTO days FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT entry_date) INTO days FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT entry_date) INTO days FROM (
            (SELECT user_id, entry_date, status, arrival_number FROM old_rows
             EXCEPT SELECT user_id, entry_date, status, arrival_number FROM new_rows)
            UNION ALL
            (SELECT user_id, entry_date, status, arrival_number FROM new_rows
             EXCEPT SELECT user_id, entry_date, status, arrival_number FROM old_rows)
        ) AS changes;
    END IF;
    IF cardinality(days) > 200 THEN
        PERFORM pg_notify('muster_changes', 'everything');
    ELSIF days IS NOT NULL THEN
        FOREACH changed IN ARRAY days LOOP
            PERFORM pg_notify('muster_changes', 'availability ' || to_char(changed, 'YYYY-MM-DD'));
        END LOOP;
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION notify_viewer_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    viewers bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT user_id) INTO viewers FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT user_id) INTO viewers FROM old_rows;
    ELSE
        -- A sign-in that only freshens updated_at changes nothing that anybody sees.
        SELECT array_agg(DISTINCT (content ->> 'user_id')::bigint) INTO viewers FROM (
            (SELECT to_jsonb(o) - 'updated_at' AS content FROM old_rows AS o
             EXCEPT SELECT to_jsonb(n) - 'updated_at' FROM new_rows AS n)
            UNION ALL
            (SELECT to_jsonb(n) - 'updated_at' FROM new_rows AS n
             EXCEPT SELECT to_jsonb(o) - 'updated_at' FROM old_rows AS o)
        ) AS changes;
    END IF;
    IF cardinality(viewers) > 200 THEN
        PERFORM pg_notify('muster_changes', 'everything');
    ELSE
        PERFORM pg_notify('muster_changes', 'viewer ' || viewer) FROM unnest(viewers) AS viewer;
    END IF;
    RETURN NULL;
END;
$$;

-- Rights belong to Discord accounts, of which some have no website user yet: nobody to tell then.
CREATE FUNCTION notify_permission_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    accounts bigint[];
    viewers bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(discord_user_id) INTO accounts FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(discord_user_id) INTO accounts FROM old_rows;
    ELSE
        SELECT array_agg(discord_user_id) INTO accounts FROM (
            (SELECT discord_user_id, tier FROM old_rows
             EXCEPT SELECT discord_user_id, tier FROM new_rows)
            UNION ALL
            (SELECT discord_user_id, tier FROM new_rows
             EXCEPT SELECT discord_user_id, tier FROM old_rows)
        ) AS changes;
    END IF;
    IF accounts IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT array_agg(user_id) FROM %I.discord_accounts WHERE discord_user_id = ANY ($1)',
                   TG_TABLE_SCHEMA) INTO viewers USING accounts;
    IF cardinality(viewers) > 200 THEN
        PERFORM pg_notify('muster_changes', 'everything');
    ELSE
        PERFORM pg_notify('muster_changes', 'viewer ' || viewer) FROM unnest(viewers) AS viewer;
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION notify_player_link_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT EXISTS (SELECT FROM new_rows) INTO changed;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT FROM old_rows) INTO changed;
    ELSE
        SELECT EXISTS (SELECT user_id, player_guid FROM old_rows
                       EXCEPT SELECT user_id, player_guid FROM new_rows) INTO changed;
    END IF;
    IF changed THEN
        PERFORM pg_notify('muster_changes', 'names');
    END IF;
    RETURN NULL;
END;
$$;

-- A player who appears or goes is linked to nobody (the foreign key sees to it), so that only
-- renaming matters.
CREATE FUNCTION notify_player_name_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    renamed text[];
    linked boolean;
BEGIN
    SELECT array_agg(guid) INTO renamed FROM (
        SELECT guid, name, canonical_name FROM new_rows
        EXCEPT SELECT guid, name, canonical_name FROM old_rows
    ) AS changes;
    IF renamed IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.user_player_links WHERE player_guid = ANY ($1))',
                   TG_TABLE_SCHEMA) INTO linked USING renamed;
    IF linked THEN
        PERFORM pg_notify('muster_changes', 'names');
    END IF;
    RETURN NULL;
END;
$$;

-- A session that is used lives on, which nobody needs to hear of; one that is ended early is over.
CREATE FUNCTION notify_shortened_sessions() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('muster_changes', 'viewer ' || user_id) FROM (
        SELECT DISTINCT n.user_id
          FROM new_rows n JOIN old_rows o ON o.token_hash = n.token_hash
         WHERE n.expires_at < o.expires_at
    ) AS shortened;
    RETURN NULL;
END;
$$;

-- A heartbeat that only moves updated_at is no change.
CREATE FUNCTION notify_live_status_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_notify('muster_changes', 'live_status ' || status_type) FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('muster_changes', 'live_status ' || status_type) FROM old_rows;
    ELSE
        PERFORM pg_notify('muster_changes', 'live_status ' || status_type) FROM (
            (SELECT status_type, status_data FROM old_rows
             EXCEPT SELECT status_type, status_data FROM new_rows)
            UNION ALL
            (SELECT status_type, status_data FROM new_rows
             EXCEPT SELECT status_type, status_data FROM old_rows)
        ) AS changes;
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION notify_everything_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('muster_changes', 'everything');
    RETURN NULL;
END;
$$;

-- PostgreSQL allows one event a trigger where rows are handed over as tables.

CREATE TRIGGER availability_entries_notify_availability_insert AFTER INSERT ON availability_entries
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_availability_changes();
CREATE TRIGGER availability_entries_notify_availability_update AFTER UPDATE ON availability_entries
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_availability_changes();
CREATE TRIGGER availability_entries_notify_availability_delete AFTER DELETE ON availability_entries
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_availability_changes();

CREATE TRIGGER user_player_links_notify_names_insert AFTER INSERT ON user_player_links
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_player_link_changes();
CREATE TRIGGER user_player_links_notify_names_update AFTER UPDATE ON user_player_links
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_player_link_changes();
CREATE TRIGGER user_player_links_notify_names_delete AFTER DELETE ON user_player_links
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_player_link_changes();
CREATE TRIGGER user_player_links_notify_viewers_insert AFTER INSERT ON user_player_links
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER user_player_links_notify_viewers_update AFTER UPDATE ON user_player_links
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER user_player_links_notify_viewers_delete AFTER DELETE ON user_player_links
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();

CREATE TRIGGER players_notify_names_update AFTER UPDATE ON players
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_player_name_changes();

CREATE TRIGGER discord_accounts_notify_viewers_insert AFTER INSERT ON discord_accounts
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER discord_accounts_notify_viewers_update AFTER UPDATE ON discord_accounts
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER discord_accounts_notify_viewers_delete AFTER DELETE ON discord_accounts
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();

CREATE TRIGGER user_permissions_notify_viewers_insert AFTER INSERT ON user_permissions
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_permission_changes();
CREATE TRIGGER user_permissions_notify_viewers_update AFTER UPDATE ON user_permissions
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_permission_changes();
CREATE TRIGGER user_permissions_notify_viewers_delete AFTER DELETE ON user_permissions
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_permission_changes();

CREATE TRIGGER website_sessions_notify_viewers_update AFTER UPDATE ON website_sessions
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_shortened_sessions();
CREATE TRIGGER website_sessions_notify_viewers_delete AFTER DELETE ON website_sessions
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();

CREATE TRIGGER live_status_notify_live_status_insert AFTER INSERT ON live_status
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_live_status_changes();
CREATE TRIGGER live_status_notify_live_status_update AFTER UPDATE ON live_status
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_live_status_changes();
CREATE TRIGGER live_status_notify_live_status_delete AFTER DELETE ON live_status
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_live_status_changes();

CREATE TRIGGER availability_entries_notify_truncate AFTER TRUNCATE ON availability_entries
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER user_player_links_notify_truncate AFTER TRUNCATE ON user_player_links
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER players_notify_truncate AFTER TRUNCATE ON players
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER discord_accounts_notify_truncate AFTER TRUNCATE ON discord_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER user_permissions_notify_truncate AFTER TRUNCATE ON user_permissions
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER website_sessions_notify_truncate AFTER TRUNCATE ON website_sessions
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER live_status_notify_truncate AFTER TRUNCATE ON live_status
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
