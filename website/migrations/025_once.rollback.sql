DROP VIEW IF EXISTS ledger_truth;
DROP FUNCTION IF EXISTS best_channel(bigint, text[], text, boolean);
DROP FUNCTION IF EXISTS fallback_place(text, text);
DROP INDEX IF EXISTS notifications_ledger_once_idx;
ALTER TABLE IF EXISTS notifications_ledger DROP COLUMN IF EXISTS repeats_another;
