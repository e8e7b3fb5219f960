-- The planning room: one a day, team names with votes, and the draft of two sides.
-- One statement, as 005.

DO $migration$
DECLARE
    missing text[];
BEGIN
SELECT array_agg(name) INTO missing
  FROM unnest(ARRAY['website_users']) AS name
 WHERE to_regclass(format('%I.%I', current_schema(), name)) IS NULL;
IF missing IS NOT NULL THEN
    RAISE EXCEPTION '007 needs what 006 makes; missing: %', array_to_string(missing, ', ')
        USING HINT = 'Apply the files in order, or run `muster migrate`, which does.';
END IF;

CREATE TABLE planning_sessions (
    id bigint GENERATED ALWAYS AS IDENTITY,
    session_date date NOT NULL,      -- a date of the community's calendar
    created_by_user_id bigint NOT NULL,
    -- The bot creates the thread from this row: wanted -> creating -> created or failed.
    thread_state text NOT NULL DEFAULT 'none',
    thread_worker text,
    thread_lease_until timestamptz,
    thread_attempts integer NOT NULL DEFAULT 0,
    thread_error text,               -- why there is none, for the creator
    discord_thread_id bigint,
    draft_version integer NOT NULL DEFAULT 0,   -- counts saved drafts: who saves names the one they saw
    last_ping_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT planning_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT planning_sessions_session_date_key UNIQUE (session_date),
    CONSTRAINT planning_sessions_created_by_user_id_fkey FOREIGN KEY (created_by_user_id)
        REFERENCES website_users (id),
    CONSTRAINT planning_sessions_thread_state_check
        CHECK (thread_state IN ('none', 'wanted', 'creating', 'created', 'failed')),
    CONSTRAINT planning_sessions_thread_lease_check
        CHECK ((thread_state = 'creating') = (thread_lease_until IS NOT NULL)),
    CONSTRAINT planning_sessions_discord_thread_id_check
        CHECK ((thread_state = 'created') = (discord_thread_id IS NOT NULL)),
    CONSTRAINT planning_sessions_thread_attempts_check CHECK (thread_attempts >= 0),
    CONSTRAINT planning_sessions_draft_version_check CHECK (draft_version >= 0)
);

CREATE INDEX planning_sessions_thread_due_idx
    ON planning_sessions (id) WHERE thread_state IN ('wanted', 'creating');

-- Suggested team names.
CREATE TABLE planning_team_names (
    id bigint GENERATED ALWAYS AS IDENTITY,
    session_id bigint NOT NULL,
    name text NOT NULL,
    suggested_by_user_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT planning_team_names_pkey PRIMARY KEY (id),
    CONSTRAINT planning_team_names_session_id_id_key UNIQUE (session_id, id),
    CONSTRAINT planning_team_names_session_id_fkey FOREIGN KEY (session_id)
        REFERENCES planning_sessions (id) ON DELETE CASCADE,
    CONSTRAINT planning_team_names_suggested_by_user_id_fkey FOREIGN KEY (suggested_by_user_id)
        REFERENCES website_users (id),
    CONSTRAINT planning_team_names_name_check CHECK (char_length(name) BETWEEN 2 AND 48)
);

CREATE UNIQUE INDEX planning_team_names_session_name_key
    ON planning_team_names (session_id, lower(name));

CREATE TABLE planning_votes (
    session_id bigint NOT NULL,
    user_id bigint NOT NULL,
    suggestion_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT planning_votes_pkey PRIMARY KEY (session_id, user_id),
    CONSTRAINT planning_votes_session_id_fkey FOREIGN KEY (session_id)
        REFERENCES planning_sessions (id) ON DELETE CASCADE,
    CONSTRAINT planning_votes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    -- Both columns, so that nobody votes in one room for a name of another.
    CONSTRAINT planning_votes_suggestion_id_fkey FOREIGN KEY (session_id, suggestion_id)
        REFERENCES planning_team_names (session_id, id) ON DELETE CASCADE
);

CREATE INDEX planning_votes_suggestion_idx ON planning_votes (session_id, suggestion_id);

CREATE TABLE planning_teams (
    session_id bigint NOT NULL,
    side text NOT NULL,
    captain_user_id bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT planning_teams_pkey PRIMARY KEY (session_id, side),
    CONSTRAINT planning_teams_session_id_fkey FOREIGN KEY (session_id)
        REFERENCES planning_sessions (id) ON DELETE CASCADE,
    CONSTRAINT planning_teams_side_check CHECK (side IN ('A', 'B'))
);

-- Keyed by room and person: nobody is on both sides, or twice on one.
CREATE TABLE planning_team_members (
    session_id bigint NOT NULL,
    user_id bigint NOT NULL,
    side text NOT NULL,
    position integer NOT NULL DEFAULT 0,   -- the order in which the draft lists them
    CONSTRAINT planning_team_members_pkey PRIMARY KEY (session_id, user_id),
    CONSTRAINT planning_team_members_session_id_side_user_id_key UNIQUE (session_id, side, user_id),
    CONSTRAINT planning_team_members_team_fkey FOREIGN KEY (session_id, side)
        REFERENCES planning_teams (session_id, side) ON DELETE CASCADE,
    CONSTRAINT planning_team_members_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES website_users (id) ON DELETE CASCADE,
    CONSTRAINT planning_team_members_side_check CHECK (side IN ('A', 'B')),
    CONSTRAINT planning_team_members_position_check CHECK (position >= 0)
);

-- A captain plays on the side they lead. Judged at the commit: a draft is replaced as a whole.
ALTER TABLE planning_teams ADD CONSTRAINT planning_teams_captain_fkey
    FOREIGN KEY (session_id, side, captain_user_id)
    REFERENCES planning_team_members (session_id, side, user_id)
    ON DELETE SET NULL (captain_user_id) DEFERRABLE INITIALLY DEFERRED;

END;
$migration$;
