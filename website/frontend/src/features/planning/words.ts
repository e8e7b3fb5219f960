import type { BalancedTeams, NameSuggestion, PlanningState } from "@/api/types";
import { STATUS_LABELS } from "@/lib/statuses";
import type { Draft, Person, Place, Spot } from "./draft";
import { SIDES } from "./draft";

export function placeInWords(place: Place): string {
  return place ?? "Unassigned";
}

/** "A", "A, captain", "Unassigned". */
export function spotInWords(spot: Spot): string {
  return spot.captain ? `${placeInWords(spot.place)}, captain` : placeInWords(spot.place);
}

/** "Kestrel moved to A.", "3 players moved to B.", "Kestrel is unassigned." */
export function movedInWords(names: readonly string[], to: Place): string {
  const [only] = names;
  const who = names.length === 1 && only !== undefined ? only : `${names.length} players`;
  if (to !== null) return `${who} moved to ${to}.`;
  return names.length === 1 ? `${who} is unassigned.` : `${who} are unassigned.`;
}

/** What somebody's answer means beside their name. */
export function statusInWords({ status }: Pick<Person, "status">): string {
  return status === null ? "No longer in" : STATUS_LABELS[status];
}

/** Somebody on the board as they are heard: "Kestrel, Looking, captain". */
export function personInWords(person: Person, captain: boolean): string {
  return `${person.name}, ${statusInWords(person)}${captain ? ", captain" : ""}`;
}

/** LOOKING answers still missing until the planning room unlocks. */
export function missingToUnlock({ session_ready }: Pick<PlanningState, "session_ready">): number {
  return Math.max(0, session_ready.threshold - session_ready.looking_count);
}

/** How many two full sides are: each as many as make a session ready. */
export function fullHouse({ session_ready }: Pick<PlanningState, "session_ready">): number {
  return 2 * session_ready.threshold;
}

/** How many more are needed for two full sides. */
export function missingPlayers(state: Pick<PlanningState, "session_ready" | "committed_count">): number {
  return Math.max(0, fullHouse(state) - state.committed_count);
}

/** "11 of 12", "13 in". */
export function countInWords(state: Pick<PlanningState, "session_ready" | "committed_count">): string {
  const house = fullHouse(state);
  return state.committed_count < house
    ? `${state.committed_count} of ${house}`
    : `${state.committed_count} in`;
}

/**
 * How even a proposed split is; by lot where nobody has a rating. With a player more on one side its odds
 * would only say who that is.
 */
export function fairnessInWords(split: BalancedTeams): string {
  if (split.rated_count === 0) return "Nobody here has a rating: drawn by lot.";
  const [a, b] = [split.side_a.length, split.side_b.length];
  if (split.win_probability === null) return `${split.rated_count} of ${a + b} have a rating.`;
  const percent = Math.round(split.win_probability * 100);
  const gap = new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(split.rating_gap);
  const odds = a === b ? `A wins ${percent} %` : `${a} against ${b}`;
  return `${odds}, rating gap ${gap}`;
}

/** Most votes first, then the older one. */
export function ranked(suggestions: readonly NameSuggestion[]): NameSuggestion[] {
  return [...suggestions].sort(
    (one, other) =>
      other.votes - one.votes ||
      Date.parse(one.created_at) - Date.parse(other.created_at) ||
      one.id - other.id,
  );
}

/** The name that has most votes, null while nobody has voted. */
export function leadingName(suggestions: readonly NameSuggestion[]): NameSuggestion | null {
  const first = ranked(suggestions)[0];
  return first && first.votes > 0 ? first : null;
}

/** A draft for pasting into a chat: a line for the evening, one for each side. */
export function draftAsText(
  draft: Draft,
  people: ReadonlyMap<number, Person>,
  evening: string,
  name: string | null,
): string {
  const lines = SIDES.map((side) => {
    const names = draft[side].map((userId) => {
      const person = people.get(userId)?.name ?? "?";
      return draft.captains[side] === userId ? `${person} (captain)` : person;
    });
    return `${side}: ${names.length === 0 ? "nobody yet" : names.join(", ")}`;
  });
  return [name === null ? `Teams, ${evening}` : `${name}: teams, ${evening}`, ...lines].join("\n");
}

/** What automatic drafting did, for those who hear the page. */
export function draftedInWords(count: number): string {
  return `Drafted ${count === 1 ? "1 player" : `${count} players`}. Undo takes it back.`;
}
