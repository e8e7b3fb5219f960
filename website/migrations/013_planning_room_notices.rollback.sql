-- With the function go the triggers that call it.
DROP FUNCTION IF EXISTS notify_planning_changes() CASCADE;
