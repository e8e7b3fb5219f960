import { t } from "words:planning";
import { createElement, type ReactNode } from "react";
import type { BalancedTeams, NameSuggestion, PlanningState } from "@/api/types";
import { ratingText } from "@/lib/numbers";
import { statusLabel } from "@/lib/statuses";
import type { Draft, MyTeam, Person, Place, Spot } from "./draft";
import { SIDES } from "./draft";

export function placeInWords(place: Place): string {
  return place ?? t("unassigned");
}

/** "A", "A, captain", "Unassigned". */
export function spotInWords({ place, captain }: Spot): string {
  return captain && place !== null ? t("spot-captain", { side: place }) : placeInWords(place);
}

/** "Kestrel moved to A.", "Kestrel is unassigned." */
export function movedInWords(name: string, to: Place): string {
  return to === null ? t("moved-off", { name }) : t("moved", { name, side: to });
}

/** What somebody's answer means beside their name. */
export function statusInWords({ status }: Pick<Person, "status">): string {
  return status === null ? t("no-longer-in") : statusLabel(status);
}

/** Somebody as they are heard: "Kestrel, Looking, captain". */
export function personInWords(person: Person, captain: boolean): string {
  const heard = { name: person.name, status: statusInWords(person) };
  return captain ? t("captain-heard", heard) : t("person-heard", heard);
}

/** "1540", "no rating". */
export function ratingInWords(rating: number | null): string {
  return rating === null ? t("no-rating") : ratingText(rating, 1);
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

/** "11 of 12 could play", "13 could play". */
export function countInWords(state: Pick<PlanningState, "session_ready" | "committed_count">): string {
  const [committed, house] = [state.committed_count, fullHouse(state)];
  return committed < house ? t("could-play-of", { committed, house }) : t("could-play", { committed });
}

/**
 * How even a proposed split is: its odds, where enough is known to say them, else how much is known. With a
 * player more on one side the odds would only say which side that is.
 */
export function fairnessInWords(split: BalancedTeams): string {
  const [a, b] = [split.side_a.length, split.side_b.length];
  if (split.rated_count === 0) return t("by-lot");
  if (split.win_probability === null) return t("rated-of", { rated: split.rated_count, players: a + b });
  const gap = ratingInWords(split.rating_gap);
  if (a !== b) return t("odds-uneven", { a, b, gap });
  return t("odds", { percent: Math.round(split.win_probability * 100), gap });
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

/** The names that have most votes, more than one where they are level; none while nobody has voted. */
export function winningNames(suggestions: readonly NameSuggestion[]): NameSuggestion[] {
  const names = ranked(suggestions);
  const most = names[0]?.votes ?? 0;
  return most === 0 ? [] : names.filter((each) => each.votes === most);
}

/** "Night Badgers", "Night Badgers / Otters" where they are level, null while nobody has voted. */
export function winnersInWords(suggestions: readonly NameSuggestion[]): string | null {
  const names = winningNames(suggestions).map((each) => each.name);
  return names.length === 0 ? null : names.join(" / ");
}

/** What somebody who is in the room wants to know first: "You are on B, captain Kestrel". */
export function myTeamInWords({ leads, captain }: MyTeam, side: ReactNode): ReactNode {
  if (leads) return t.rich("my-team-captain", { side });
  if (captain === null) return t.rich("my-team-no-captain", { side });
  return t.rich("my-team", { side, captain: createElement("bdi", null, captain) });
}

/** A draft for pasting into a chat: a line for the evening, one for each side. */
export function draftAsText(
  draft: Draft,
  people: ReadonlyMap<number, Person>,
  evening: string,
  name: string | null,
): string {
  const lines = SIDES.map((side) => {
    if (draft[side].length === 0) return t("text-side-empty", { side });
    const names = draft[side].map((userId) => {
      const person = people.get(userId)?.name ?? t("somebody");
      return draft.captains[side] === userId ? t("text-captain", { name: person }) : person;
    });
    return t("text-side", { side, names: names.join(", ") });
  });
  const heading = name === null ? t("text-heading", { evening }) : t("text-heading-named", { name, evening });
  return [heading, ...lines].join("\n");
}
