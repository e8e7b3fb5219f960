ALTER TABLE IF EXISTS availability_user_settings
    ALTER COLUMN availability_reminders_enabled SET DEFAULT false;
