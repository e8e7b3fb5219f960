-- The message of each evening in the Discord channel for announcements: one a day and channel. It is
-- edited in place, so the bot has to find it again after a restart, and must not post it twice.

CREATE TABLE tonight_messages (
    message_date date NOT NULL,
    discord_channel_id bigint NOT NULL,
    nonce text NOT NULL,             -- the same on every attempt to post it; anew when it was deleted
    doubt_since timestamptz,         -- when the first request to post was opened that has no answer
    discord_message_id bigint,       -- null: not posted yet, or deleted
    posted_at timestamptz,
    closed_at timestamptz,           -- its buttons were taken off, as its day is over
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tonight_messages_pkey PRIMARY KEY (message_date, discord_channel_id),
    CONSTRAINT tonight_messages_discord_channel_id_check CHECK (discord_channel_id > 0),
    CONSTRAINT tonight_messages_nonce_check CHECK (char_length(nonce) BETWEEN 1 AND 25),
    CONSTRAINT tonight_messages_posted_check
        CHECK ((discord_message_id IS NULL) = (posted_at IS NULL)
               AND (discord_message_id IS NULL OR doubt_since IS NULL))
);

CREATE INDEX tonight_messages_open_idx ON tonight_messages (message_date) WHERE closed_at IS NULL;
