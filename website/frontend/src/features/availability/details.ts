import type { Details } from "@/api/types";

/** Minutes after the start that are offered to whoever comes later. */
const LATER = [15, 30, 45, 60, 90];
const DAY = 24 * 60;
const MOST = 99;

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function minutesAfter(start: string, time: string): number {
  return (minutesOf(time) - minutesOf(start) + DAY) % DAY;
}

/**
 * The times (HH:MM) from which one can say that one comes, in their order: a few after the start that are not past,
 * and the one that is said already. `passed` is how many minutes ago the start was; negative before it.
 */
export function arrivals(start: string, said: string | null, passed: number): string[] {
  const times = LATER.filter((minutes) => minutes > passed).map((minutes) => {
    const time = (minutesOf(start) + minutes) % DAY;
    return `${String(Math.floor(time / 60)).padStart(2, "0")}:${String(time % 60).padStart(2, "0")}`;
  });
  if (said === null || times.includes(said)) return times;
  return [...times, said].sort((one, other) => minutesAfter(start, one) - minutesAfter(start, other));
}

/** How many one can ask for, oneself counted: from two to twice as many as are needed, and what is said already. */
export function conditions(threshold: number, said: Details["only_if"]): number[] {
  const last = Math.min(MOST, Math.max(threshold * 2, said ?? 0));
  return Array.from({ length: last - 1 }, (_, index) => index + 2);
}
