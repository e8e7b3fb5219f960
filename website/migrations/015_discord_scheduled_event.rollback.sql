DROP TABLE IF EXISTS discord_scheduled_events;
