-- What was skipped for a reason that is none any more was not needed.
DO $$
BEGIN
    IF to_regclass(format('%I.availability_promotion_send_logs', current_schema())) IS NOT NULL THEN
        ALTER TABLE availability_promotion_send_logs
            DISABLE TRIGGER availability_promotion_send_logs_append_only;
        UPDATE availability_promotion_send_logs SET reason = 'cancelled' WHERE reason = 'comes_later';
        ALTER TABLE availability_promotion_send_logs
            ENABLE TRIGGER availability_promotion_send_logs_append_only;
    END IF;
    IF to_regclass(format('%I.notifications_ledger', current_schema())) IS NOT NULL THEN
        UPDATE notifications_ledger SET reason = 'cancelled' WHERE reason = 'comes_later';
    END IF;
END;
$$;

ALTER TABLE IF EXISTS availability_promotion_send_logs
    DROP CONSTRAINT availability_promotion_send_logs_reason_check,
    ADD CONSTRAINT availability_promotion_send_logs_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full'));

ALTER TABLE IF EXISTS notifications_ledger
    DROP CONSTRAINT notifications_ledger_reason_check,
    ADD CONSTRAINT notifications_ledger_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full'));
