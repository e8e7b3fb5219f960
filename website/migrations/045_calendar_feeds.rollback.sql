DROP TRIGGER IF EXISTS reader_languages_notify_truncate ON reader_languages;
DROP TRIGGER IF EXISTS reader_languages_notify_viewers_delete ON reader_languages;
DROP TRIGGER IF EXISTS reader_languages_notify_viewers_update ON reader_languages;
DROP TRIGGER IF EXISTS reader_languages_notify_viewers_insert ON reader_languages;
DROP TABLE IF EXISTS calendar_feed_evenings;
DROP TABLE IF EXISTS calendar_feeds;
DROP FUNCTION IF EXISTS keep_calendar_feed();
