DO $$
BEGIN
    IF to_regclass('planning_team_names') IS NOT NULL THEN
        DROP INDEX IF EXISTS planning_team_names_session_name_key;
        CREATE UNIQUE INDEX planning_team_names_session_name_key
            ON planning_team_names (session_id, lower(name));
        ALTER TABLE planning_team_names
            DROP COLUMN IF EXISTS name_twin,
            DROP COLUMN IF EXISTS name_key;
    END IF;
    IF to_regclass('player_aliases') IS NOT NULL THEN
        CREATE INDEX player_aliases_canonical_alias_idx ON player_aliases (lower(canonical_alias));
        ALTER TABLE player_aliases DROP COLUMN IF EXISTS name_key;
    END IF;
    IF to_regclass('players') IS NOT NULL THEN
        DROP INDEX IF EXISTS players_self_registered_name_key;
        CREATE UNIQUE INDEX players_self_registered_name_key
            ON players (lower(canonical_name)) WHERE origin = 'self_registered';
        DROP INDEX IF EXISTS players_canonical_name_idx;
        CREATE INDEX players_canonical_name_idx ON players (lower(canonical_name));
        ALTER TABLE players
            DROP COLUMN IF EXISTS guid_twin,
            DROP COLUMN IF EXISTS name_twin,
            DROP COLUMN IF EXISTS guid_key,
            DROP COLUMN IF EXISTS name_key;
    END IF;
END;
$$;
DROP FUNCTION IF EXISTS name_key(text);
