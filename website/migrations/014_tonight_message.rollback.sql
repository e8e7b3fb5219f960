DROP TABLE IF EXISTS tonight_messages;
