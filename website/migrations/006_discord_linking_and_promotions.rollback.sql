ALTER TABLE IF EXISTS notifications_ledger DROP CONSTRAINT IF EXISTS notifications_ledger_user_id_fkey;
ALTER TABLE IF EXISTS availability_link_tokens
    DROP CONSTRAINT IF EXISTS availability_link_tokens_user_id_fkey;
ALTER TABLE IF EXISTS availability_channel_links
    DROP CONSTRAINT IF EXISTS availability_channel_links_user_id_fkey;
ALTER TABLE IF EXISTS availability_subscriptions
    DROP CONSTRAINT IF EXISTS availability_subscriptions_user_id_fkey;
ALTER TABLE IF EXISTS availability_user_settings
    DROP CONSTRAINT IF EXISTS availability_user_settings_user_id_fkey;
ALTER TABLE IF EXISTS availability_entries DROP CONSTRAINT IF EXISTS availability_entries_user_id_fkey;
ALTER TABLE IF EXISTS website_sessions DROP CONSTRAINT IF EXISTS website_sessions_user_id_fkey;
DROP TABLE IF EXISTS availability_promotion_send_logs;
ALTER TABLE IF EXISTS notifications_ledger DROP COLUMN IF EXISTS promotion_job_id;
DROP TABLE IF EXISTS availability_promotion_jobs;
DROP TABLE IF EXISTS availability_promotion_recipients;
DROP TABLE IF EXISTS availability_promotion_campaigns;
DROP TABLE IF EXISTS subscription_preferences;
DROP TABLE IF EXISTS account_link_audit_log;
DROP FUNCTION IF EXISTS refuse_log_update();
DROP TABLE IF EXISTS user_player_links;
DROP TABLE IF EXISTS discord_accounts;
DROP TABLE IF EXISTS website_users;
