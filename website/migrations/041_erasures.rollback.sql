DO $$
BEGIN
    IF to_regprocedure(format('%I.best_channel(bigint, text[], text, boolean)', current_schema())) IS NOT NULL THEN
        EXECUTE replace(
            pg_get_functiondef(to_regprocedure(format('%I.best_channel(bigint, text[], text, boolean)', current_schema()))),
            '
       AND (event LIKE ''ERASURE:%'' OR NOT EXISTS (SELECT FROM erasures z WHERE z.user_id = x.user_id))',
            '');
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app')
       AND to_regclass(format('%I.evening_rule_changes', current_schema())) IS NOT NULL THEN
        EXECUTE format('REVOKE SELECT ON TABLE %I.evening_rule_changes FROM website_app', current_schema());
    END IF;
END;
$$;

-- What was skipped for a reason that is none any more was not wanted, and what stands under nobody goes to somebody
-- who never was.
DO $$
DECLARE
    nobody bigint;
BEGIN
    IF to_regclass(format('%I.availability_promotion_send_logs', current_schema())) IS NOT NULL THEN
        IF EXISTS (SELECT FROM availability_promotion_campaigns WHERE promoter_user_id IS NULL)
           OR EXISTS (SELECT FROM availability_promotion_send_logs WHERE user_id IS NULL)
           OR EXISTS (SELECT FROM planning_sessions WHERE created_by_user_id IS NULL)
           OR EXISTS (SELECT FROM planning_team_names WHERE suggested_by_user_id IS NULL) THEN
            INSERT INTO website_users (created_at) VALUES (now()) RETURNING id INTO nobody;
            UPDATE planning_sessions SET created_by_user_id = nobody WHERE created_by_user_id IS NULL;
            UPDATE planning_team_names SET suggested_by_user_id = nobody WHERE suggested_by_user_id IS NULL;
            -- Several campaigns of one day stood under several people.
            UPDATE availability_promotion_campaigns SET promoter_user_id = nobody
             WHERE id IN (SELECT min(id) FROM availability_promotion_campaigns
                           WHERE promoter_user_id IS NULL GROUP BY campaign_date);
            FOR nobody IN SELECT id FROM availability_promotion_campaigns WHERE promoter_user_id IS NULL LOOP
                WITH another AS (INSERT INTO website_users (created_at) VALUES (now()) RETURNING id)
                UPDATE availability_promotion_campaigns c SET promoter_user_id = another.id
                  FROM another WHERE c.id = nobody;
            END LOOP;
        END IF;
        ALTER TABLE availability_promotion_send_logs
            DISABLE TRIGGER availability_promotion_send_logs_append_only;
        UPDATE availability_promotion_send_logs l SET user_id = c.promoter_user_id
          FROM availability_promotion_campaigns c WHERE c.id = l.campaign_id AND l.user_id IS NULL;
        UPDATE availability_promotion_send_logs SET reason = 'opted_out' WHERE reason = 'erasing';
        ALTER TABLE availability_promotion_send_logs
            ENABLE TRIGGER availability_promotion_send_logs_append_only;
        UPDATE notifications_ledger SET reason = 'opted_out' WHERE reason = 'erasing';
    END IF;
END;
$$;

ALTER TABLE IF EXISTS availability_promotion_send_logs
    DROP CONSTRAINT IF EXISTS availability_promotion_send_logs_recipient_check,
    ALTER COLUMN user_id SET NOT NULL,
    DROP CONSTRAINT availability_promotion_send_logs_reason_check,
    ADD CONSTRAINT availability_promotion_send_logs_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full', 'comes_later'));
ALTER TABLE IF EXISTS notifications_ledger
    DROP CONSTRAINT notifications_ledger_reason_check,
    ADD CONSTRAINT notifications_ledger_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full', 'comes_later'));
ALTER TABLE IF EXISTS planning_team_names
    ALTER COLUMN suggested_by_user_id SET NOT NULL,
    DROP CONSTRAINT planning_team_names_suggested_by_user_id_fkey,
    ADD CONSTRAINT planning_team_names_suggested_by_user_id_fkey
        FOREIGN KEY (suggested_by_user_id) REFERENCES website_users (id);
ALTER TABLE IF EXISTS planning_sessions
    ALTER COLUMN created_by_user_id SET NOT NULL,
    DROP CONSTRAINT planning_sessions_created_by_user_id_fkey,
    ADD CONSTRAINT planning_sessions_created_by_user_id_fkey
        FOREIGN KEY (created_by_user_id) REFERENCES website_users (id);
ALTER TABLE IF EXISTS availability_promotion_campaigns
    ALTER COLUMN promoter_user_id SET NOT NULL,
    DROP CONSTRAINT availability_promotion_campaigns_cancelled_by_user_id_fkey,
    ADD CONSTRAINT availability_promotion_campaigns_cancelled_by_user_id_fkey
        FOREIGN KEY (cancelled_by_user_id) REFERENCES website_users (id),
    DROP CONSTRAINT availability_promotion_campaigns_promoter_user_id_fkey,
    ADD CONSTRAINT availability_promotion_campaigns_promoter_user_id_fkey
        FOREIGN KEY (promoter_user_id) REFERENCES website_users (id);

DROP TABLE IF EXISTS erased_people;
DROP TABLE IF EXISTS erasures;
