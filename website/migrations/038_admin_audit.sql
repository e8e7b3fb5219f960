-- What admins did, and the operator by a command: who, when, what, and whom it concerns.
-- Kept for its own sake: no foreign keys, so that it outlives what it tells about, as ids alone.

CREATE TABLE admin_audit (
    id bigint GENERATED ALWAYS AS IDENTITY,
    done_at timestamptz NOT NULL,
    actor_user_id bigint,                    -- null, as the next: the operator, by a command
    actor_discord_user_id bigint,
    act text NOT NULL,                       -- SUBJECT.VERB, such as player.rename; each room has its own
    user_id bigint,                          -- the website user whom it concerns, where there is one
    player_guid text,                        -- the player profile that it concerns, where there is one
    details jsonb NOT NULL DEFAULT '{}',     -- ids, and values before and after; never contact data
    undoes bigint,                           -- the row of the act that this one took back
    CONSTRAINT admin_audit_pkey PRIMARY KEY (id),
    CONSTRAINT admin_audit_act_check CHECK (act ~ '^[a-z][a-z_]{0,30}[.][a-z][a-z_]{0,30}$'),
    CONSTRAINT admin_audit_actor_check
        CHECK (actor_user_id IS NOT NULL OR actor_discord_user_id IS NULL),
    CONSTRAINT admin_audit_details_check CHECK (jsonb_typeof(details) = 'object')
);

-- An act is taken back once, whoever presses at the same time.
CREATE UNIQUE INDEX admin_audit_undoes_key ON admin_audit (undoes);
CREATE INDEX admin_audit_done_at_idx ON admin_audit (done_at);
CREATE INDEX admin_audit_user_id_idx ON admin_audit (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX admin_audit_player_guid_idx ON admin_audit (player_guid, id) WHERE player_guid IS NOT NULL;

-- Rows are only added; what a person's erasure takes is the details, which may hold names.
CREATE FUNCTION refuse_admin_audit_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    OLD.details := '{}';
    IF NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER admin_audit_append_only BEFORE UPDATE ON admin_audit
    FOR EACH ROW EXECUTE FUNCTION refuse_admin_audit_update();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT ON TABLE %I.admin_audit TO website_app', current_schema());
    END IF;
END;
$$;
