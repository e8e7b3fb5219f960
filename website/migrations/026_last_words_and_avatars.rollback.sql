DROP TABLE IF EXISTS availability_last_words;
