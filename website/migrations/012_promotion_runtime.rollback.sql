DROP INDEX IF EXISTS availability_channel_links_user_idx;
DROP INDEX IF EXISTS availability_promotion_campaigns_date_idx;
DO $$
BEGIN
    IF to_regclass('availability_promotion_jobs') IS NOT NULL THEN
        DROP TRIGGER IF EXISTS availability_promotion_jobs_notify_insert
            ON availability_promotion_jobs;
        DROP TRIGGER IF EXISTS availability_promotion_jobs_notify_update
            ON availability_promotion_jobs;
    END IF;
    IF to_regclass('availability_promotion_campaigns') IS NOT NULL THEN
        DROP TRIGGER IF EXISTS availability_promotion_campaigns_notify_insert
            ON availability_promotion_campaigns;
        DROP TRIGGER IF EXISTS availability_promotion_campaigns_notify_update
            ON availability_promotion_campaigns;
    END IF;
END;
$$;
DROP FUNCTION IF EXISTS notify_promotion_changes();
ALTER TABLE IF EXISTS availability_promotion_campaigns
    DROP CONSTRAINT IF EXISTS availability_promotion_campaigns_voice_check,
    DROP COLUMN IF EXISTS voice_present,
    DROP COLUMN IF EXISTS voice_expected;
