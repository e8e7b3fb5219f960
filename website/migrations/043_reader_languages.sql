-- Which language somebody reads: what they chose, and what their service or browser last said of them.
CREATE TABLE reader_languages (
    user_id bigint NOT NULL,
    chosen text,                             -- "en", "sl", …; null: as their service or browser says
    heard text,                              -- a language of ours; null: nothing was said, or another language
    updated_at timestamptz NOT NULL,
    CONSTRAINT reader_languages_pkey PRIMARY KEY (user_id),
    CONSTRAINT reader_languages_chosen_check CHECK (chosen ~ '^[a-z]{2,3}$'),
    CONSTRAINT reader_languages_heard_check CHECK (heard ~ '^[a-z]{2,3}$'),
    CONSTRAINT reader_languages_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id) ON DELETE CASCADE
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE %I.reader_languages TO website_app', current_schema());
    END IF;
END;
$$;
