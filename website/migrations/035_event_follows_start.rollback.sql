ALTER TABLE IF EXISTS discord_scheduled_events DROP COLUMN IF EXISTS planned_for;
