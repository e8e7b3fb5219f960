-- The voice check's summary is a send like any other, and has its row. It goes to a whole channel, so
-- the row stands under the campaign's initiator and names the channel.

ALTER TABLE availability_promotion_send_logs
    ADD COLUMN discord_channel_id bigint,   -- null: the message was to `user_id` alone
    ADD CONSTRAINT availability_promotion_send_logs_discord_channel_id_check
        CHECK (discord_channel_id IS NULL OR channel_type = 'discord');
