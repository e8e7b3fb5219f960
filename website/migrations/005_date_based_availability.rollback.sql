DROP TABLE IF EXISTS notifications_ledger;
DROP TABLE IF EXISTS availability_stopped_addresses;
DROP TABLE IF EXISTS availability_link_tokens;
DROP TABLE IF EXISTS availability_channel_links;
DROP TABLE IF EXISTS availability_subscriptions;
DROP TABLE IF EXISTS availability_user_settings;
DROP TABLE IF EXISTS availability_entries;
DROP SEQUENCE IF EXISTS availability_arrival_seq;
