-- Player profiles: who plays here, as the operator imported them or as players registered themselves.
-- The guid is the game's own identifier and therefore text, whatever its form.

CREATE TABLE players (
    guid text NOT NULL,
    name text NOT NULL,              -- as given; may hold colour codes (^1)
    canonical_name text NOT NULL,    -- without colour codes: what pages and messages show
    rating double precision,
    origin text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT players_pkey PRIMARY KEY (guid),
    CONSTRAINT players_guid_check CHECK (char_length(guid) BETWEEN 1 AND 64),
    CONSTRAINT players_name_check CHECK (char_length(name) BETWEEN 1 AND 128),
    CONSTRAINT players_canonical_name_check CHECK (char_length(canonical_name) BETWEEN 1 AND 128),
    -- NaN sorts above Infinity in PostgreSQL, so this keeps it out as well.
    CONSTRAINT players_rating_check CHECK (rating > '-Infinity' AND rating < 'Infinity'),
    CONSTRAINT players_origin_check CHECK (origin IN ('imported', 'self_registered'))
);

-- Imports may hold two people of one name (their guids differ); a self-registered name is unique.
CREATE UNIQUE INDEX players_self_registered_name_key
    ON players (lower(canonical_name)) WHERE origin = 'self_registered';
CREATE INDEX players_canonical_name_idx ON players (lower(canonical_name));

CREATE TABLE player_aliases (
    guid text NOT NULL,
    alias text NOT NULL,
    canonical_alias text NOT NULL,
    CONSTRAINT player_aliases_pkey PRIMARY KEY (guid, alias),
    CONSTRAINT player_aliases_guid_fkey FOREIGN KEY (guid) REFERENCES players (guid)
        ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT player_aliases_alias_check CHECK (char_length(alias) BETWEEN 1 AND 128),
    CONSTRAINT player_aliases_canonical_alias_check
        CHECK (char_length(canonical_alias) BETWEEN 1 AND 128)
);

CREATE INDEX player_aliases_canonical_alias_idx ON player_aliases (lower(canonical_alias));
