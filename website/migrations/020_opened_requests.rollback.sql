ALTER TABLE IF EXISTS notifications_ledger DROP COLUMN IF EXISTS unopened;
