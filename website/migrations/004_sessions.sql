-- Sessions of the website and the states of sign-ins under way. Only hashes are kept, so that a copy
-- of the database signs nobody in. The users come with 006, which adds the foreign key.

CREATE TABLE website_sessions (
    token_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT website_sessions_pkey PRIMARY KEY (token_hash),
    CONSTRAINT website_sessions_token_hash_check CHECK (octet_length(token_hash) BETWEEN 16 AND 64),
    CONSTRAINT website_sessions_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX website_sessions_user_id_idx ON website_sessions (user_id);
CREATE INDEX website_sessions_expires_at_idx ON website_sessions (expires_at);

CREATE TABLE oauth_states (
    state_hash bytea NOT NULL,
    code_verifier text NOT NULL,     -- PKCE, S256
    redirect_uri text NOT NULL,
    next_path text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT oauth_states_pkey PRIMARY KEY (state_hash),
    CONSTRAINT oauth_states_state_hash_check CHECK (octet_length(state_hash) BETWEEN 16 AND 64),
    CONSTRAINT oauth_states_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX oauth_states_expires_at_idx ON oauth_states (expires_at);
