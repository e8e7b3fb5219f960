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
