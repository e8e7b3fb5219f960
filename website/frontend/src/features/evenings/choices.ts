import { timesOfDay } from "@/lib/timesOfDay";

const THRESHOLDS = Array.from({ length: 23 }, (_, index) => index + 2);
const BELOW = [20, 30, 40, 50, 60, 70, 80, 90];
const MOST = [5, 10, 15, 20, 30, 50, 100];

/** The times at which a call can begin: those before the start, and the one that is chosen already. */
export function callTimes(start: string, chosen: string | null): string[] {
  return timesOfDay(chosen ?? start).filter((time) => time < start || time === chosen);
}

/** How many can be enough, with the number that is chosen already. */
export function thresholds(chosen: number | null): number[] {
  return withChosen(THRESHOLDS, chosen);
}

/** How many a call can ask at most, with the number that is chosen already. */
export function mostAsked(chosen: number | null): number[] {
  return withChosen(MOST, chosen);
}

/** Below how many per cent the chance can have to be for a call, with the number that is chosen already. */
export function chancesBelow(chosen: number | null): number[] {
  return withChosen(BELOW, chosen);
}

function withChosen(numbers: readonly number[], chosen: number | null): number[] {
  const all = chosen === null || numbers.includes(chosen) ? numbers : [...numbers, chosen];
  return [...all].sort((a, b) => a - b);
}
