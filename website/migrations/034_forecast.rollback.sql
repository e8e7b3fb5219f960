DROP TRIGGER IF EXISTS subscription_preferences_notify_away_update ON subscription_preferences;
DROP TRIGGER IF EXISTS subscription_preferences_notify_away_insert ON subscription_preferences;
DROP TABLE IF EXISTS forecast_notes;
DROP TABLE IF EXISTS forecast_learned;
DROP TABLE IF EXISTS forecast_calibrations;
DROP TABLE IF EXISTS forecast_habits;
DROP FUNCTION IF EXISTS notify_forecast_changes();
ALTER TABLE IF EXISTS evening_rule_changes DROP COLUMN IF EXISTS call_below;
ALTER TABLE IF EXISTS evening_rules
    DROP CONSTRAINT IF EXISTS evening_rules_call_below_check,
    DROP COLUMN IF EXISTS call_below;
