DROP TABLE IF EXISTS read_tokens;
DROP TABLE IF EXISTS webhook_deliveries;
DROP TABLE IF EXISTS webhook_events;
DROP TABLE IF EXISTS webhooks;
DROP FUNCTION IF EXISTS notify_read_token_changes();
DROP FUNCTION IF EXISTS notify_webhook_changes();
