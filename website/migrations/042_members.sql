-- A person chooses the name that is shown of them, and people are invited by links.

-- A chosen name is the only one of its kind among those that people gave themselves, as a self-registered one is;
-- imports may still hold two people of one name.
ALTER TABLE players
    ADD COLUMN name_chosen_at timestamptz;   -- since when its person goes by it; null: nobody chose it
DROP INDEX players_self_registered_name_key;
CREATE UNIQUE INDEX players_self_registered_name_key
    ON players (name_key)
 WHERE (origin = 'self_registered' OR name_chosen_at IS NOT NULL) AND NOT name_twin;

-- A name that somebody had before stays theirs: search, voice and server find them by it, and imports leave it.
ALTER TABLE player_aliases
    ADD COLUMN given_up_at timestamptz;      -- when its player took another name; null: it came from elsewhere

ALTER TABLE account_link_audit_log
    DROP CONSTRAINT account_link_audit_log_action_check,
    ADD CONSTRAINT account_link_audit_log_action_check
        CHECK (action IN ('discord_linked', 'discord_unlinked', 'player_linked', 'player_unlinked',
                          'player_changed', 'display_name_set'));

-- A link that shows somebody the way in; it gives no right. Only the hash of its secret is kept.
CREATE TABLE invites (
    id bigint GENERATED ALWAYS AS IDENTITY,
    secret_hash bytea NOT NULL,
    label text,                              -- for whoever made it; null: none
    created_by bigint,                       -- null: somebody who is not here any more
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    most_uses integer,                       -- null: as many as come
    uses integer NOT NULL DEFAULT 0,         -- how many people came by it
    revoked_at timestamptz,
    CONSTRAINT invites_pkey PRIMARY KEY (id),
    CONSTRAINT invites_secret_hash_key UNIQUE (secret_hash),
    CONSTRAINT invites_secret_hash_check CHECK (octet_length(secret_hash) BETWEEN 16 AND 64),
    CONSTRAINT invites_label_check CHECK (char_length(label) BETWEEN 1 AND 60),
    CONSTRAINT invites_expires_at_check CHECK (expires_at > created_at),
    CONSTRAINT invites_uses_check CHECK (uses >= 0 AND most_uses > 0 AND uses <= most_uses),
    CONSTRAINT invites_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES website_users (id) ON DELETE SET NULL
);

CREATE INDEX invites_expires_at_idx ON invites (expires_at);
CREATE INDEX invites_created_by_idx ON invites (created_by) WHERE created_by IS NOT NULL;

-- By which link somebody came, once a person, so that it can be counted what became of those who came.
CREATE TABLE invite_arrivals (
    user_id bigint NOT NULL,
    invite_id bigint NOT NULL,
    came_at timestamptz NOT NULL,
    CONSTRAINT invite_arrivals_pkey PRIMARY KEY (user_id),
    CONSTRAINT invite_arrivals_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT invite_arrivals_invite_id_fkey FOREIGN KEY (invite_id)
        REFERENCES invites (id) ON DELETE CASCADE
);

CREATE INDEX invite_arrivals_invite_id_idx ON invite_arrivals (invite_id);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT UPDATE (name_chosen_at) ON TABLE %I.players TO website_app', current_schema());
        EXECUTE format('GRANT UPDATE (given_up_at) ON TABLE %I.player_aliases TO website_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE (uses, revoked_at) ON TABLE %I.invites TO website_app',
                       current_schema());
        EXECUTE format('GRANT SELECT, INSERT ON TABLE %I.invite_arrivals TO website_app', current_schema());
    END IF;
END;
$$;
