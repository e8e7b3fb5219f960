DROP TABLE IF EXISTS invite_arrivals;
DROP TABLE IF EXISTS invites;

-- That a name was chosen has no word in the log of before.
DO $$
BEGIN
    IF to_regclass(format('%I.account_link_audit_log', current_schema())) IS NOT NULL THEN
        DELETE FROM account_link_audit_log WHERE action = 'display_name_set';
    END IF;
END;
$$;

ALTER TABLE IF EXISTS account_link_audit_log
    DROP CONSTRAINT account_link_audit_log_action_check,
    ADD CONSTRAINT account_link_audit_log_action_check
        CHECK (action IN ('discord_linked', 'discord_unlinked',
                          'player_linked', 'player_unlinked', 'player_changed'));

ALTER TABLE IF EXISTS player_aliases DROP COLUMN IF EXISTS given_up_at;

DROP INDEX IF EXISTS players_self_registered_name_key;
DO $$
BEGIN
    IF to_regclass(format('%I.players', current_schema())) IS NOT NULL THEN
        CREATE UNIQUE INDEX players_self_registered_name_key
            ON players (name_key) WHERE origin = 'self_registered' AND NOT name_twin;
    END IF;
END;
$$;
ALTER TABLE IF EXISTS players DROP COLUMN IF EXISTS name_chosen_at;
