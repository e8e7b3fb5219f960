-- By which browser a session was begun, such as "Firefox on Linux", so that its owner knows it again in
-- the list of their sessions; null where that is not known. The browser's own words are not kept.
ALTER TABLE website_sessions
    ADD COLUMN browser text,
    ADD CONSTRAINT website_sessions_browser_check CHECK (char_length(browser) BETWEEN 1 AND 40);
