DROP TABLE IF EXISTS evening_attendance;
DROP TABLE IF EXISTS call_habits;
DROP TABLE IF EXISTS call_asks;
DROP TABLE IF EXISTS calls;
DROP FUNCTION IF EXISTS notify_call_changes();
DROP FUNCTION IF EXISTS asks_until(bigint, date, text);
