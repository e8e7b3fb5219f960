-- When a person last spoke about a day, where the answer's own `updated_at` does not say it: an answer was taken
-- back, and there is none, or repeated, and stayed as it was. An answer that waited for a network gives way to
-- what was said after it, and is compared with this, too.
CREATE TABLE availability_last_words (
    user_id bigint NOT NULL,
    entry_date date NOT NULL,
    said_at timestamptz NOT NULL,
    CONSTRAINT availability_last_words_pkey PRIMARY KEY (user_id, entry_date),
    CONSTRAINT availability_last_words_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.availability_last_words TO website_app',
                       current_schema());
    END IF;
END;
$$;

-- Names come with the address of a picture, and both are kept ready: who has another picture, or none any more, is
-- told of like who has another name. An account that appears belongs to nobody who is linked, so that only changes
-- matter.
CREATE FUNCTION notify_avatar_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed bigint[];
    linked boolean;
BEGIN
    SELECT array_agg(user_id) INTO changed FROM (
        SELECT user_id, CASE WHEN unlinked_at IS NULL THEN avatar END FROM new_rows
        EXCEPT SELECT user_id, CASE WHEN unlinked_at IS NULL THEN avatar END FROM old_rows
    ) AS changes;
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.user_player_links WHERE user_id = ANY ($1))',
                   TG_TABLE_SCHEMA) INTO linked USING changed;
    IF linked THEN
        PERFORM pg_notify(CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'muster_changes'
                          ELSE 'muster_changes_' || md5(TG_TABLE_SCHEMA) END, 'names');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER discord_accounts_notify_names_update AFTER UPDATE ON discord_accounts
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_avatar_changes();
