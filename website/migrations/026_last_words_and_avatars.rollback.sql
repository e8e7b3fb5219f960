DROP TRIGGER IF EXISTS discord_accounts_notify_names_update ON discord_accounts;
DROP FUNCTION IF EXISTS notify_avatar_changes();
DROP TABLE IF EXISTS availability_last_words;
