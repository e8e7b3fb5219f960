DROP TABLE IF EXISTS reader_languages;
