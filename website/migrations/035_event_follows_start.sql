-- The session's start that a scheduled event's start follows, so that the event moves where the session does; null where
-- a person has moved the event.
ALTER TABLE discord_scheduled_events ADD COLUMN planned_for timestamptz;
