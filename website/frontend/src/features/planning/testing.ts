/** Rooms for the tests of this folder. */
import type { NameSuggestion, PlanningSession, PlanningState, Status, TeamMember } from "@/api/types";

type Members = [userId: number, status: Status | null][];

export function state(userIds: number[] = [], session: PlanningSession | null = null): PlanningState {
  return {
    date: "2026-12-04",
    session_ready: { session: true, ready: true, looking_count: userIds.length, threshold: 6 },
    unlocked: true,
    participant_count: userIds.length,
    participants: userIds.map((user_id) => ({
      user_id,
      display_name: `Player ${user_id}`,
      status: "LOOKING",
    })),
    committed_count: userIds.length,
    confirmed_count: userIds.length,
    standby_count: 0,
    need_count: Math.max(0, 6 - userIds.length),
    viewer: { authenticated: true, linked_discord: true, website_user_id: 1 },
    session,
  };
}

export function session(
  { A = [], B = [] }: { A?: Members; B?: Members },
  suggestions: NameSuggestion[] = [],
): PlanningSession {
  const members = (of: Members): TeamMember[] =>
    of.map(([user_id, status]) => ({ user_id, display_name: `Player ${user_id}`, status }));
  return {
    id: 1,
    session_date: "2026-12-04",
    created_by_user_id: 1,
    created_by_name: "Player 1",
    discord_thread_id: null,
    thread: { state: "none", error: null, url: null },
    can_edit_teams: true,
    ratings: {},
    draft_version: 0,
    created_at: "2026-12-04T19:10:00Z",
    updated_at: "2026-12-04T19:10:00Z",
    suggestions,
    my_vote_suggestion_id: null,
    teams: {
      A: { side: "A", captain_user_id: null, captain_name: null, members: members(A) },
      B: { side: "B", captain_user_id: null, captain_name: null, members: members(B) },
    },
    last_ping_at: null,
  };
}

export function suggestion(id: number, votes: number, votedByMe = false): NameSuggestion {
  return {
    id,
    name: `Name ${id}`,
    suggested_by_user_id: 1,
    suggested_by_name: "Player 1",
    votes,
    voted_by_me: votedByMe,
    created_at: `2026-12-04T19:${10 + id}:00Z`,
  };
}
