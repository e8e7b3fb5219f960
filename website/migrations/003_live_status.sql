-- What is true right now: `voice_channel` {members: [{id, name}]}, `game_server` {players: [{name}]}.
-- No row, or one that is older than the delivery rules allow, means "unknown".

CREATE TABLE live_status (
    status_type text NOT NULL,
    status_data jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),   -- also moved by a heartbeat without change
    CONSTRAINT live_status_pkey PRIMARY KEY (status_type),
    CONSTRAINT live_status_status_type_check CHECK (status_type ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT live_status_status_data_check CHECK (jsonb_typeof(status_data) = 'object')
);
