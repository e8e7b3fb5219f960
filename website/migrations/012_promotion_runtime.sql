-- What running campaigns need: how many came to voice, and notices that wake the scheduler and open
-- pages whenever a campaign or one of its jobs changes (`promotions`, see 009 for the others).

ALTER TABLE availability_promotion_campaigns
    ADD COLUMN voice_expected integer,   -- asked and not withdrawn when voice was looked at
    ADD COLUMN voice_present integer,    -- of those, how many were in voice; null: could not be read
    ADD CONSTRAINT availability_promotion_campaigns_voice_check
        CHECK ((voice_expected IS NULL) = (voice_present IS NULL)
               AND voice_present BETWEEN 0 AND voice_expected);

CREATE FUNCTION notify_promotion_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows) THEN
        PERFORM pg_notify('muster_changes', 'promotions');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER availability_promotion_campaigns_notify_insert
    AFTER INSERT ON availability_promotion_campaigns REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_promotion_changes();
CREATE TRIGGER availability_promotion_campaigns_notify_update
    AFTER UPDATE ON availability_promotion_campaigns REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_promotion_changes();
CREATE TRIGGER availability_promotion_jobs_notify_insert
    AFTER INSERT ON availability_promotion_jobs REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_promotion_changes();
CREATE TRIGGER availability_promotion_jobs_notify_update
    AFTER UPDATE ON availability_promotion_jobs REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notify_promotion_changes();

-- Every message to a Telegram chat or a Signal number looks its person's addresses up.
CREATE INDEX availability_channel_links_user_idx
    ON availability_channel_links (user_id, channel_type);

-- Campaigns are read by day, and the history from the newest on.
CREATE INDEX availability_promotion_campaigns_date_idx
    ON availability_promotion_campaigns (campaign_date, id);
