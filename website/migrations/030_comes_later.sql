-- Who said that they play from a later time is not missing at the start: a reason of its own for who gets no follow-up.
ALTER TABLE notifications_ledger
    DROP CONSTRAINT notifications_ledger_reason_check,
    ADD CONSTRAINT notifications_ledger_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full', 'comes_later'));

ALTER TABLE availability_promotion_send_logs
    DROP CONSTRAINT availability_promotion_send_logs_reason_check,
    ADD CONSTRAINT availability_promotion_send_logs_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full', 'comes_later'));
