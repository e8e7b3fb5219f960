import type { PlanningState } from "@/api/types";

/**
 * The room as it is once the viewer's vote counts. Applying it twice changes nothing, so it can lie over
 * whatever the server last said while the vote is on its way.
 */
export function withVote(state: PlanningState, suggestionId: number): PlanningState {
  const session = state.session;
  if (!session?.suggestions.some((each) => each.id === suggestionId)) return state;
  const suggestions = session.suggestions.map((each) => {
    const mine = each.id === suggestionId;
    if (mine === each.voted_by_me) return each;
    return { ...each, voted_by_me: mine, votes: Math.max(0, each.votes + (mine ? 1 : -1)) };
  });
  return { ...state, session: { ...session, suggestions, my_vote_suggestion_id: suggestionId } };
}
