-- Newcomers get the daily check-in without having to find the switch. Nobody who is here already gets a
-- message that they did not ask for: rows stay as they are, and whoever is linked and never chose gets
-- one that says what held for them so far.

ALTER TABLE availability_user_settings ALTER COLUMN availability_reminders_enabled SET DEFAULT true;

INSERT INTO availability_user_settings
       (user_id, availability_reminders_enabled, created_at, updated_at)
SELECT user_id, false, linked_at, linked_at FROM user_player_links
    ON CONFLICT DO NOTHING;
