ALTER TABLE IF EXISTS availability_stopped_addresses
    DROP CONSTRAINT IF EXISTS availability_stopped_addresses_encrypted_check,
    DROP COLUMN IF EXISTS address_encrypted,
    DROP COLUMN IF EXISTS encryption_key_id;
ALTER TABLE IF EXISTS availability_user_settings
    ADD COLUMN IF NOT EXISTS discord_notify boolean NOT NULL DEFAULT true,
    ADD COLUMN IF NOT EXISTS telegram_notify boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS signal_notify boolean NOT NULL DEFAULT false;
DO $$
BEGIN
    IF to_regclass('availability_user_settings') IS NOT NULL
            AND to_regclass('availability_subscriptions') IS NOT NULL THEN
        UPDATE availability_user_settings AS settings
           SET discord_notify = coalesce((SELECT s.enabled FROM availability_subscriptions s
                    WHERE s.user_id = settings.user_id AND s.channel_type = 'discord'), true),
               telegram_notify = coalesce((SELECT s.enabled FROM availability_subscriptions s
                    WHERE s.user_id = settings.user_id AND s.channel_type = 'telegram'), false),
               signal_notify = coalesce((SELECT s.enabled FROM availability_subscriptions s
                    WHERE s.user_id = settings.user_id AND s.channel_type = 'signal'), false);
    END IF;
END;
$$;
DROP TABLE IF EXISTS sandbox_outbox;
DROP FUNCTION IF EXISTS notify_outbox_growth();
