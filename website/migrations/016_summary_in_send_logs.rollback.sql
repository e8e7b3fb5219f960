ALTER TABLE IF EXISTS availability_promotion_send_logs DROP COLUMN IF EXISTS discord_channel_id;
