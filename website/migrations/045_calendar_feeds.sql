-- The calendar feed of a person, at an address that holds a secret. The secret is made of `salt` and the server's key, so
-- that its owner can be shown it again and whoever has the database alone cannot know it; requests are found by its hash.
CREATE TABLE calendar_feeds (
    user_id bigint NOT NULL,
    salt bytea NOT NULL,
    secret_hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT calendar_feeds_pkey PRIMARY KEY (user_id),
    CONSTRAINT calendar_feeds_secret_hash_key UNIQUE (secret_hash),
    CONSTRAINT calendar_feeds_salt_check CHECK (octet_length(salt) = 32),
    CONSTRAINT calendar_feeds_secret_hash_check CHECK (octet_length(secret_hash) = 32),
    CONSTRAINT calendar_feeds_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE
);

-- What calendars were last told of an evening, and how often that was something else than before: a calendar takes a
-- change of an event only where its number grows. It names nobody.
CREATE TABLE calendar_feed_evenings (
    evening_date date NOT NULL,
    starts_at timestamptz NOT NULL,
    state text NOT NULL,                     -- `off`: there is no session
    was_ready boolean NOT NULL,              -- at any time, so that it can be cancelled where it is not ready any more
    revision integer NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT calendar_feed_evenings_pkey PRIMARY KEY (evening_date),
    CONSTRAINT calendar_feed_evenings_state_check CHECK (state IN ('open', 'ready', 'off')),
    CONSTRAINT calendar_feed_evenings_was_ready_check CHECK (was_ready OR state <> 'ready'),
    CONSTRAINT calendar_feed_evenings_revision_check CHECK (revision >= 0)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE %I.calendar_feeds TO website_app',
                       current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.calendar_feed_evenings TO website_app',
                       current_schema());
    END IF;
END;
$$;

-- A secret is nobody else's: where two people become one, the address of the one who goes does not lead to the answers
-- of the other. It stays with its person, and goes with them.
CREATE FUNCTION keep_calendar_feed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN NULL;
END;
$$;

CREATE TRIGGER calendar_feeds_stay BEFORE UPDATE OF user_id ON calendar_feeds
    FOR EACH ROW WHEN (NEW.user_id <> OLD.user_id) EXECUTE FUNCTION keep_calendar_feed();

-- Feeds are kept ready in memory: an address that was renewed or revoked, and the language that its owner reads.
CREATE TRIGGER calendar_feeds_notify_viewers_insert AFTER INSERT ON calendar_feeds
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER calendar_feeds_notify_viewers_update AFTER UPDATE ON calendar_feeds
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER calendar_feeds_notify_viewers_delete AFTER DELETE ON calendar_feeds
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER calendar_feeds_notify_truncate AFTER TRUNCATE ON calendar_feeds
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER reader_languages_notify_viewers_insert AFTER INSERT ON reader_languages
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER reader_languages_notify_viewers_update AFTER UPDATE ON reader_languages
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER reader_languages_notify_viewers_delete AFTER DELETE ON reader_languages
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER reader_languages_notify_truncate AFTER TRUNCATE ON reader_languages
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
