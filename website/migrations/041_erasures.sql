-- Erasing a person: who is to be erased, and when; of those who were, numbers alone. And what names somebody who is
-- gone, but belongs to others, goes on under nobody.

CREATE TABLE erasures (
    user_id bigint NOT NULL,
    asked_at timestamptz NOT NULL,
    erases_at timestamptz NOT NULL,      -- until then it can be taken back
    asked_by text NOT NULL,
    CONSTRAINT erasures_pkey PRIMARY KEY (user_id),
    CONSTRAINT erasures_user_id_fkey FOREIGN KEY (user_id) REFERENCES website_users (id)
        ON DELETE CASCADE,
    CONSTRAINT erasures_erases_at_check CHECK (erases_at >= asked_at),
    CONSTRAINT erasures_asked_by_check CHECK (asked_by IN ('person', 'admin', 'operator', 'restore'))
);

CREATE INDEX erasures_due_idx ON erasures (erases_at);

-- Who was erased: a number that belongs to nobody any more. A restore of an older backup erases them again; the
-- moment at which a number was given out tells it from one that a restore gives out anew.
CREATE TABLE erased_people (
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL,     -- when the number was given out
    erased_at timestamptz NOT NULL,
    asked_by text NOT NULL,
    CONSTRAINT erased_people_pkey PRIMARY KEY (user_id, created_at),
    CONSTRAINT erased_people_asked_by_check
        CHECK (asked_by IN ('person', 'admin', 'operator', 'restore'))
);

-- Pages say that somebody is to be erased; once they are, nothing that memory keeps may name them.
CREATE TRIGGER erasures_notify_viewers_insert AFTER INSERT ON erasures
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER erasures_notify_viewers_update AFTER UPDATE ON erasures
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER erasures_notify_viewers_delete AFTER DELETE ON erasures
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_viewer_changes();
CREATE TRIGGER erasures_notify_truncate AFTER TRUNCATE ON erasures
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();
CREATE TRIGGER erased_people_notify_everything AFTER INSERT ON erased_people
    FOR EACH STATEMENT EXECUTE FUNCTION notify_everything_changed();

-- A campaign, a planning room and a team name are others', too.
ALTER TABLE availability_promotion_campaigns
    ALTER COLUMN promoter_user_id DROP NOT NULL,
    DROP CONSTRAINT availability_promotion_campaigns_promoter_user_id_fkey,
    ADD CONSTRAINT availability_promotion_campaigns_promoter_user_id_fkey
        FOREIGN KEY (promoter_user_id) REFERENCES website_users (id) ON DELETE SET NULL,
    DROP CONSTRAINT availability_promotion_campaigns_cancelled_by_user_id_fkey,
    ADD CONSTRAINT availability_promotion_campaigns_cancelled_by_user_id_fkey
        FOREIGN KEY (cancelled_by_user_id) REFERENCES website_users (id) ON DELETE SET NULL;
ALTER TABLE planning_sessions
    ALTER COLUMN created_by_user_id DROP NOT NULL,
    DROP CONSTRAINT planning_sessions_created_by_user_id_fkey,
    ADD CONSTRAINT planning_sessions_created_by_user_id_fkey
        FOREIGN KEY (created_by_user_id) REFERENCES website_users (id) ON DELETE SET NULL;
ALTER TABLE planning_team_names
    ALTER COLUMN suggested_by_user_id DROP NOT NULL,
    DROP CONSTRAINT planning_team_names_suggested_by_user_id_fkey,
    ADD CONSTRAINT planning_team_names_suggested_by_user_id_fkey
        FOREIGN KEY (suggested_by_user_id) REFERENCES website_users (id) ON DELETE SET NULL;
-- What goes to a whole channel stands under the campaign's promoter, where there still is one.
ALTER TABLE availability_promotion_send_logs
    ALTER COLUMN user_id DROP NOT NULL,
    ADD CONSTRAINT availability_promotion_send_logs_recipient_check
        CHECK (user_id IS NOT NULL OR discord_channel_id IS NOT NULL);

-- Whoever is to be erased is not asked any more: a reason of its own for what is skipped.
ALTER TABLE notifications_ledger
    DROP CONSTRAINT notifications_ledger_reason_check,
    ADD CONSTRAINT notifications_ledger_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full', 'comes_later', 'erasing'));
ALTER TABLE availability_promotion_send_logs
    DROP CONSTRAINT availability_promotion_send_logs_reason_check,
    ADD CONSTRAINT availability_promotion_send_logs_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full', 'comes_later', 'erasing'));

-- And nothing new is queued for them, but for the message that says so. The function stays as 025 made it otherwise.
DO $$
BEGIN
    EXECUTE replace(
        pg_get_functiondef(to_regprocedure(format('%I.best_channel(bigint, text[], text, boolean)', current_schema()))),
        'AND (x.enabled OR in_person)',
        'AND (x.enabled OR in_person)
       AND (event LIKE ''ERASURE:%'' OR NOT EXISTS (SELECT FROM erasures z WHERE z.user_id = x.user_id))');
END;
$$;

-- A person's own rows are read for them from every table that has any.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app') THEN
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON TABLE %I.erasures TO website_app', current_schema());
        EXECUTE format('GRANT SELECT ON TABLE %I.evening_rule_changes TO website_app', current_schema());
    END IF;
END;
$$;
