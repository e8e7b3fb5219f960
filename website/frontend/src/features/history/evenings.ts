import type { EveningDetails, IsoDate, PastEvening } from "@/api/types";
import { addDays } from "@/lib/dates";

/** What an evening was like, as it is shown. */
export type EveningState = "played" | "short" | "no-session" | "unknown" | "open";

export function stateOf(evening: PastEvening): EveningState {
  if (!evening.session) return "no-session";
  if (!evening.closed) return "open";
  if (evening.played === null) return "unknown";
  return evening.played ? "played" : "short";
}

/** The Monday of the week that holds `date`. */
export function mondayOf(date: IsoDate): IsoDate {
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

/** A week's evenings that somebody could tell of: how many, and how many said yes and came on a mean one. */
export interface Week {
  monday: IsoDate;
  evenings: number;
  saidYes: number | null;
  came: number | null;
}

/** The weeks from the first to the last of `evenings`, the earliest first; a week without any has no means. */
export function weeksOf(evenings: readonly PastEvening[]): Week[] {
  const dates = evenings.map(({ date }) => date).sort();
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return [];
  const weeks: Week[] = [];
  for (let monday = mondayOf(first); monday <= last; monday = addDays(monday, 7)) {
    const next = addDays(monday, 7);
    const known = evenings.filter(
      ({ date, session, played }) => session && played !== null && date >= monday && date < next,
    );
    weeks.push({
      monday,
      evenings: known.length,
      saidYes: mean(known.map(({ said_yes }) => said_yes)),
      came: mean(known.map(({ came }) => came)),
    });
  }
  return weeks;
}

/** The mean of the numbers that are known, to one decimal; null where none is. */
export function mean(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  if (known.length === 0) return null;
  return Math.round((known.reduce((sum, number) => sum + number, 0) / known.length) * 10) / 10;
}

type Person = NonNullable<EveningDetails["people"]>[number];

/** The people of an evening, each in one group, by name as they came. */
export function groupsOf(people: readonly Person[]) {
  return {
    "came-as-said": people.filter(({ said_yes, came }) => said_yes && came),
    "came-besides": people.filter(({ said_yes, came }) => !said_yes && came),
    "said-not-seen": people.filter(({ said_yes, came }) => said_yes && !came),
  };
}
