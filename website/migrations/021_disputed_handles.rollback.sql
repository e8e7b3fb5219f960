DROP VIEW IF EXISTS channel_choice;
DROP TABLE IF EXISTS availability_disputed_handles;
