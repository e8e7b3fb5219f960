import type { Day, Status } from "@/api/types";
import { STATUSES } from "@/lib/statuses";

/** Somebody answered, or took their answer back (`status` null). */
export interface Change {
  userId: number;
  name: string;
  status: Status | null;
  /** When this page saw it, in milliseconds since 1970. */
  at: number;
}

const KEPT = 3;

function answersOf(day: Day): Map<number, { name: string; status: Status }> {
  const answers = new Map<number, { name: string; status: Status }>();
  for (const status of STATUSES) {
    for (const { user_id, display_name } of day.users_by_status?.[status] ?? []) {
      answers.set(user_id, { name: display_name, status });
    }
  }
  return answers;
}

/** What others changed between two readings of one day, seen at `at`; nothing where names are not known in both. */
export function changesBetween(before: Day, after: Day, viewerId: number | null, at: number): Change[] {
  if (before.date !== after.date || !before.users_by_status || !after.users_by_status) return [];
  const earlier = answersOf(before);
  const later = answersOf(after);
  const changes: Change[] = [];
  for (const [userId, { name, status }] of later) {
    if (earlier.get(userId)?.status !== status) changes.push({ userId, name, status, at });
  }
  for (const [userId, { name }] of earlier) {
    if (!later.has(userId)) changes.push({ userId, name, status: null, at });
  }
  return changes.filter(({ userId }) => userId !== viewerId);
}

/** The last three, newest first; of one person only the last. */
export function withChanges(known: readonly Change[], fresh: readonly Change[]): Change[] {
  const people = new Set(fresh.map(({ userId }) => userId));
  return [...fresh, ...known.filter(({ userId }) => !people.has(userId))].slice(0, KEPT);
}
