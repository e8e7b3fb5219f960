"""The planning room: from "enough are looking" to two teams with names and captains."""
