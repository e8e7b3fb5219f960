DO $$
BEGIN
    IF to_regclass('notifications_ledger') IS NOT NULL THEN
        DROP TRIGGER IF EXISTS notifications_ledger_notify_insert ON notifications_ledger;
        DROP TRIGGER IF EXISTS notifications_ledger_notify_update ON notifications_ledger;
        CREATE INDEX IF NOT EXISTS notifications_ledger_due_idx
            ON notifications_ledger (not_before, id) WHERE state = 'pending';
    END IF;
END;
$$;
DROP FUNCTION IF EXISTS notify_ledger_changes();
DROP INDEX IF EXISTS notifications_ledger_created_at_idx;
DROP INDEX IF EXISTS notifications_ledger_channel_due_idx;
DROP VIEW IF EXISTS channel_reach;
