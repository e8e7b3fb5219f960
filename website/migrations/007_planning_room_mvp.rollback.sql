ALTER TABLE IF EXISTS planning_teams DROP CONSTRAINT IF EXISTS planning_teams_captain_fkey;
DROP TABLE IF EXISTS planning_team_members;
DROP TABLE IF EXISTS planning_teams;
DROP TABLE IF EXISTS planning_votes;
DROP TABLE IF EXISTS planning_team_names;
DROP TABLE IF EXISTS planning_sessions;
