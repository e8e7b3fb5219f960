/**
 * The evening as this browser last knew it: shown at once when the page is opened again, until the start has
 * come, and for as long as there is no network. It holds what its viewer could see, so it is dropped the moment
 * that somebody else looks at the page, and after a day.
 */
import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { readStored, removeStored, writeStored } from "@/lib/browser";
import { addDays } from "@/lib/dates";
import { keys } from "./keys";
import { withoutPersonalData } from "./personalData";
import { START_DAYS } from "./start";
import type { Access, Availability, Community } from "./types";

const STORED = "muster.last-known";
export const KEPT_FOR = 24 * 3600 * 1000;
const WRITE_AFTER = 500;

/** What is stored; `userId` is its viewer, 0 for nobody. */
interface LastKnown {
  userId: number;
  parts: { key: QueryKey; data: unknown; at: number }[];
}

/** Whether something that was read at this time (milliseconds since 1970) is of the visit before. */
export function isLastKnown(readAt: number): boolean {
  return readAt > 0 && readAt < performance.timeOrigin;
}

/** Shows what is stored, as of when it was read; returns that time, null where nothing is. */
export function showLastKnown(queryClient: QueryClient, now: number): number | null {
  const stored = readStored(STORED) as Partial<LastKnown> | null;
  if (stored === null) return null;
  const parts = Array.isArray(stored.parts) ? stored.parts : [];
  const times = parts.map(({ at }) => at);
  if (times.length === 0 || times.some((at) => !(at <= now && now < at + KEPT_FOR))) {
    removeStored(STORED);
    return null;
  }
  for (const { key, data, at } of parts) queryClient.setQueryData(key, data, { updatedAt: at });
  return Math.min(...times);
}

/** Keeps what the page knows of the evening from now on; returns how to stop. */
export function keepLastKnown(queryClient: QueryClient): () => void {
  let timer: number | undefined;
  let userId = userIdOf(queryClient);

  function write() {
    window.clearTimeout(timer);
    timer = undefined;
    const known = lastKnownOf(queryClient);
    if (known) writeStored(STORED, known);
  }

  function writeNow() {
    if (timer !== undefined) write();
  }

  const unsubscribe = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success") return;
    const viewer = userIdOf(queryClient);
    if (viewer !== userId) removeStored(STORED);
    userId = viewer;
    timer ??= window.setTimeout(write, WRITE_AFTER);
  });
  window.addEventListener("pagehide", writeNow);
  return () => {
    unsubscribe();
    window.clearTimeout(timer);
    window.removeEventListener("pagehide", writeNow);
  };
}

/** What of the cache belongs to the evening, null while that is not known. */
export function lastKnownOf(queryClient: QueryClient): LastKnown | null {
  const community = queryClient.getQueryData<Community>(keys.community);
  const userId = userIdOf(queryClient);
  if (community === undefined || userId === undefined) return null;
  const { today } = community;
  const week = keys.availabilityRange({ from: today, to: addDays(today, START_DAYS - 1), names: true });
  const ahead = queryClient.getQueryData<Availability>(week);
  // An answer that is none is stumbled over once, not at the next visit again.
  if (ahead && !Array.isArray(ahead.days)) return null;
  // Not the planning room: an unsaved draft is compared with what is saved now, and not with what was once.
  const wanted: QueryKey[] = [keys.community, keys.access, week];
  if (userId !== 0) wanted.push(keys.me, keys.campaign(userId, today));
  const names = queryClient.getQueryData<Access>(keys.access)?.linked_discord === true;
  // Whom a call asked is for those who may see names; the others read how it goes anew.
  if (names) wanted.push(keys.call(userId, today));
  const hashes = wanted.map(hashKey);
  const found = queryClient.getQueryCache().getAll();
  const parts = found.filter(
    ({ queryHash, state }) => hashes.includes(queryHash) && state.data !== undefined,
  );
  return {
    userId,
    parts: parts.map(({ queryKey, queryHash, state }) => ({
      key: queryKey,
      // Whoever has just lost them may still have them in the cache.
      data:
        queryHash === hashKey(week) && !names ? withoutPersonalData(state.data as Availability) : state.data,
      at: state.dataUpdatedAt,
    })),
  };
}

function userIdOf(queryClient: QueryClient): number | undefined {
  const access = queryClient.getQueryData<Access>(keys.access);
  return access && (access.website_user_id ?? 0);
}
