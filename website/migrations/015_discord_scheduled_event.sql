-- Tonight's scheduled event on Discord, where AVAILABILITY_DISCORD_SCHEDULED_EVENT is on: one a day,
-- made by the bot once the session is ready. The website neither reads nor writes it.
--
-- wanted -> creating -> created -> active -> ended; cancelled where nobody came, deleted where somebody
-- took it away on Discord, failed where it could not be made, or not be ended.

CREATE TABLE discord_scheduled_events (
    event_date date NOT NULL,        -- a date of the community's calendar
    state text NOT NULL DEFAULT 'wanted',
    reference text NOT NULL,         -- in the description's link: what it is found again by
    discord_event_id bigint,
    starts_at timestamptz,           -- as Discord last showed it; a person may have moved it
    ends_at timestamptz,
    told text,                       -- the description that Discord has of us
    told_at timestamptz,
    left_alone text[] NOT NULL DEFAULT '{}',   -- what a person took over, or Discord refused for good
    worker text,                     -- who is at it, and until when it is theirs alone
    lease_until timestamptz,
    not_before timestamptz,          -- nobody tries before
    attempts integer NOT NULL DEFAULT 0,       -- since something last succeeded
    error_code text,                 -- what the last attempt failed with
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT discord_scheduled_events_pkey PRIMARY KEY (event_date),
    CONSTRAINT discord_scheduled_events_discord_event_id_key UNIQUE (discord_event_id),
    CONSTRAINT discord_scheduled_events_state_check
        CHECK (state IN ('wanted', 'creating', 'created', 'active', 'ended', 'cancelled', 'deleted',
                         'failed')),
    CONSTRAINT discord_scheduled_events_reference_check CHECK (reference ~ '^[a-z0-9-]{1,40}$'),
    CONSTRAINT discord_scheduled_events_discord_event_id_check
        CHECK (CASE WHEN state IN ('wanted', 'creating') THEN discord_event_id IS NULL
                    WHEN state IN ('created', 'active', 'ended', 'cancelled', 'deleted')
                    THEN discord_event_id IS NOT NULL END),
    CONSTRAINT discord_scheduled_events_times_check
        CHECK ((discord_event_id IS NULL) = (starts_at IS NULL)
               AND (starts_at IS NULL) = (ends_at IS NULL) AND starts_at < ends_at),
    CONSTRAINT discord_scheduled_events_told_check CHECK ((told IS NULL) = (told_at IS NULL)),
    CONSTRAINT discord_scheduled_events_left_alone_check
        CHECK (left_alone <@ ARRAY['description', 'start']),
    CONSTRAINT discord_scheduled_events_lease_check
        CHECK ((worker IS NULL) = (lease_until IS NULL)),
    CONSTRAINT discord_scheduled_events_attempts_check CHECK (attempts >= 0)
);

CREATE INDEX discord_scheduled_events_unfinished_idx ON discord_scheduled_events (event_date)
    WHERE state IN ('wanted', 'creating', 'created', 'active');
