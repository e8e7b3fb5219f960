/**
 * How a visit begins: one question, `/api/start`, answers what the page shows first. index.html lets the browser
 * ask it before any code is here. Until the answer has come, whoever reads a part of it waits for it; what the
 * visit before knew is shown meanwhile (lastKnown.ts).
 */
import { hashKey, notifyManager, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { keys } from "./keys";
import { clockOffsetOf } from "./serverTime";
import type { Start } from "./types";

/** Days of the start's availability: today and those after it. */
export const START_DAYS = 7;
const ADDRESS = "/api/start";

type Part = readonly [key: QueryKey, data: unknown];

/** A question under way, and how often each of its parts was asked for meanwhile. */
interface Asking {
  parts: Promise<readonly Part[]>;
  readers: Map<string, number>;
}

let asking: Asking | null = null;

/** What the page's queries are called that the start answers, and what they hold. */
export function partsOf(start: Start, clockOffset: number): Part[] {
  const { community, access, me, availability, live_status, campaign, call, planning, away } = start;
  const userId = access.website_user_id ?? 0;
  const range = { from: availability.from, to: availability.to, names: true };
  const parts: Part[] = [
    [keys.community, { ...community, clockOffset }],
    [keys.access, access],
    [keys.availabilityRange(range), availability],
    [keys.liveStatus, { ...live_status, clockOffset }],
    [keys.planningRoom(userId, community.today), planning],
  ];
  if (me) parts.push([keys.me, me]);
  if (away) parts.push([keys.away(userId), away]);
  if (campaign) parts.push([keys.campaign(userId, community.today), campaign.campaign]);
  if (call) parts.push([keys.call(userId, community.today), call]);
  return parts;
}

/**
 * Asks the start, and puts its parts into the cache, but for those that were read or written since it was asked.
 * `awaited`: the visit's first reads wait for it; whoever reads later has heard of something newer.
 * False where there was no answer, which costs nothing: every part has a route of its own.
 */
export async function askStart(
  queryClient: QueryClient,
  { awaited }: { awaited: boolean },
): Promise<boolean> {
  const askedAt = Date.now();
  const mine: Asking = { parts: fetchParts(), readers: new Map() };
  if (awaited) asking = mine;
  const parts = await mine.parts;
  if (asking === mine) asking = null;
  const isNews = (key: QueryKey) => (queryClient.getQueryState(key)?.dataUpdatedAt ?? 0) <= askedAt;
  // Whoever looks at the page by now may be somebody else than who asked.
  if (!isNews(keys.access)) return false;
  // One drawing for all of them.
  notifyManager.batch(() => {
    for (const [key, data] of parts) {
      const overtaken = (mine.readers.get(hashKey(key)) ?? 0) > 1;
      if (!overtaken && isNews(key)) queryClient.setQueryData(key, data);
    }
  });
  return parts.length > 0;
}

/** Something was changed: what the start under way says may be from before it, so whoever reads asks anew. */
export function passOverStart(): void {
  asking = null;
}

/** The part of a start under way that this query asks for, else what `ask` brings. */
export async function fromStart<Data>(key: QueryKey, ask: () => Promise<Data>): Promise<Data> {
  if (asking === null) return ask();
  const hash = hashKey(key);
  const readers = (asking.readers.get(hash) ?? 0) + 1;
  asking.readers.set(hash, readers);
  // Whoever reads again does so for a reason, such as an answer that was saved: the start may be older.
  if (readers > 1) return ask();
  const part = (await asking.parts).find(([each]) => hashKey(each) === hash);
  return part === undefined ? ask() : (part[1] as Data);
}

async function fetchParts(): Promise<readonly Part[]> {
  try {
    // With no header of our own, so that it is the request which index.html has begun.
    const response = await fetch(ADDRESS, { credentials: "same-origin" });
    if (!response.ok) return [];
    return partsOf((await response.json()) as Start, clockOffsetOf(response));
  } catch {
    return [];
  }
}
