DROP INDEX IF EXISTS account_link_audit_log_created_at_idx;
DROP INDEX IF EXISTS availability_promotion_campaigns_unpruned_idx;
ALTER TABLE IF EXISTS availability_promotion_jobs DROP COLUMN IF EXISTS counts;
ALTER TABLE IF EXISTS availability_promotion_campaigns
    DROP CONSTRAINT IF EXISTS availability_promotion_campaigns_counted_check,
    DROP COLUMN IF EXISTS pruned_at,
    DROP COLUMN IF EXISTS counted_at,
    DROP COLUMN IF EXISTS looking_afterwards,
    DROP COLUMN IF EXISTS counts;
DROP TABLE IF EXISTS notification_day_counts;
DROP TABLE IF EXISTS availability_day_counts;
