DROP FUNCTION IF EXISTS merge_people(bigint, bigint, timestamptz);
DROP FUNCTION IF EXISTS heard_place(text);
DROP VIEW IF EXISTS discord_people;
DROP VIEW IF EXISTS person_names;
DROP TABLE IF EXISTS discord_alt_accounts;
DO $$
BEGIN
    IF to_regclass('availability_promotion_campaigns') IS NOT NULL THEN
        DROP INDEX IF EXISTS availability_promotion_campaigns_date_promoter_key;
        DROP INDEX IF EXISTS availability_promotion_campaigns_exclusive_day_key;
        -- A day that a merged person promoted twice has its second campaign under nobody's limit; without the mark
        -- one of the two has to end.
        IF EXISTS (SELECT FROM pg_attribute
                    WHERE attrelid = to_regclass('availability_promotion_campaigns') AND attname = 'of_merged_account') THEN
            UPDATE availability_promotion_campaigns
               SET status = 'cancelled', cancelled_at = coalesce(cancelled_at, updated_at)
             WHERE of_merged_account AND status <> 'cancelled';
        END IF;
        CREATE UNIQUE INDEX availability_promotion_campaigns_date_promoter_key
            ON availability_promotion_campaigns (campaign_date, promoter_user_id)
            WHERE status <> 'cancelled';
        CREATE UNIQUE INDEX availability_promotion_campaigns_exclusive_day_key
            ON availability_promotion_campaigns (campaign_date)
            WHERE exclusive_day AND status <> 'cancelled';
        ALTER TABLE availability_promotion_campaigns DROP COLUMN IF EXISTS of_merged_account;
    END IF;
    IF to_regclass('user_player_links') IS NOT NULL THEN
        ALTER TABLE user_player_links DROP CONSTRAINT IF EXISTS user_player_links_own_guid_fkey;
    END IF;
    IF to_regclass('players') IS NOT NULL THEN
        DROP INDEX IF EXISTS players_name_order_idx;
        DROP INDEX IF EXISTS players_main_guid_idx;
        ALTER TABLE players
            DROP CONSTRAINT IF EXISTS players_main_guid_fkey,
            DROP CONSTRAINT IF EXISTS players_own_guid_key,
            DROP CONSTRAINT IF EXISTS players_main_guid_check,
            DROP COLUMN IF EXISTS own_guid,
            DROP COLUMN IF EXISTS main_guid;
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'website_app')
       AND to_regclass('player_aliases') IS NOT NULL THEN
        EXECUTE format('REVOKE INSERT, DELETE ON TABLE %I.player_aliases FROM website_app', current_schema());
        EXECUTE format('REVOKE DELETE, UPDATE (rating) ON TABLE %I.players FROM website_app', current_schema());
    END IF;
END;
$$;
