DROP TABLE IF EXISTS live_status;
