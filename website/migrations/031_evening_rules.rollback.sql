DROP TABLE IF EXISTS evening_rule_changes;
DROP TABLE IF EXISTS evening_rules;
DROP FUNCTION IF EXISTS notify_evening_rule_changes();
