-- Away until a date, and how often somebody wants to be asked to play; what is not sent because of either is skipped
-- with a reason of its own. `full` is the reason of a call that found enough players.
ALTER TABLE subscription_preferences
    ADD COLUMN away_until date,          -- the first day on which the person is back
    ADD COLUMN away_since timestamptz,   -- when they said so: an answer given later counts for its day
    ADD COLUMN asks_a_day integer NOT NULL DEFAULT 1,
    ADD COLUMN asks_a_week integer NOT NULL DEFAULT 4,
    ADD CONSTRAINT subscription_preferences_away_check
        CHECK ((away_until IS NULL) = (away_since IS NULL)),
    ADD CONSTRAINT subscription_preferences_asks_a_day_check CHECK (asks_a_day BETWEEN 0 AND 1),
    ADD CONSTRAINT subscription_preferences_asks_a_week_check CHECK (asks_a_week BETWEEN 0 AND 7);

ALTER TABLE notifications_ledger
    DROP CONSTRAINT notifications_ledger_reason_check,
    ADD CONSTRAINT notifications_ledger_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full'));

ALTER TABLE availability_promotion_send_logs
    DROP CONSTRAINT availability_promotion_send_logs_reason_check,
    ADD CONSTRAINT availability_promotion_send_logs_reason_check
        CHECK (reason IN ('quiet_hours', 'withdrew', 'opted_out', 'unlinked', 'no_channel',
                          'already_notified', 'expired', 'cancelled', 'voice_unknown', 'away',
                          'over_limit', 'full'));

-- Whether a person is away on a day. Who answers for a day after they said that they are away has come back for it.
CREATE FUNCTION is_away(person bigint, day date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM subscription_preferences s
         WHERE s.user_id = person AND s.away_until > day
           AND NOT EXISTS (
               SELECT FROM availability_entries e
                 LEFT JOIN availability_last_words w
                        ON w.user_id = e.user_id AND w.entry_date = e.entry_date
                WHERE e.user_id = s.user_id AND e.entry_date = day
                  AND greatest(e.updated_at, w.said_at) >= s.away_since))
$$;
