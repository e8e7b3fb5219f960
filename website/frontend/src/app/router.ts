import { useSyncExternalStore } from "react";
import { isDay } from "@/lib/dates";

/** The places of the page, and what is none. */
export type Route =
  | "availability"
  | "week"
  | "planning"
  | "history"
  | "campaigns"
  | "notifications"
  | "profile"
  | "outbox"
  | "admin"
  | "members"
  | "invite"
  | "unknown";

const NAMED = [
  "availability",
  "week",
  "planning",
  "history",
  "campaigns",
  "notifications",
  "profile",
  "outbox",
  "admin",
  "members",
  "invite",
] as const satisfies readonly Route[];

function pathOf(hash: string): string {
  return hash.replace(/^#\/?/, "").split("?")[0] ?? "";
}

export function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split("?")[1] ?? "");
}

/** The place that a location hash names; an empty one is tonight. */
export function routeOf(hash: string): Route {
  const path = pathOf(hash);
  if (path === "") return "availability";
  return NAMED.find((route) => path === route) ?? "unknown";
}

/** The code of a sign-in that went wrong, which the server leaves in the hash; null when none did. */
export function signInProblemOf(hash: string): string | null {
  return queryOf(hash).get("problem");
}

/** The reference of the message whose link a location hash is; null where it is none's. */
export function messageOf(hash: string): string | null {
  return queryOf(hash).get("n");
}

/** The day that a location hash opens, `YYYY-MM-DD`; null where it opens none, and for what is no day. */
export function openDayOf(hash: string): string | null {
  const day = queryOf(hash).get("day");
  return day !== null && isDay(day) ? day : null;
}

/** A location hash with another open day, or none. */
export function withOpenDay(hash: string, day: string | null): string {
  const query = queryOf(hash);
  if (day === null) query.delete("day");
  else query.set("day", day);
  const text = query.toString();
  return `#/${pathOf(hash) || "availability"}${text === "" ? "" : `?${text}`}`;
}

const listeners = new Set<() => void>();

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  listeners.add(onChange);
  return () => {
    window.removeEventListener("hashchange", onChange);
    listeners.delete(onChange);
  };
}

export function useHash<Found>(find: (hash: string) => Found): Found {
  return useSyncExternalStore(subscribe, () => find(window.location.hash));
}

export function useRoute(): Route {
  return useHash(routeOf);
}

export function useSignInProblem(): string | null {
  return useHash(signInProblemOf);
}

export function useMessage(): string | null {
  return useHash(messageOf);
}

/** The open day of this history entry and how to open another one in it: going back leaves the place, not the day. */
export function useOpenDay(): [string | null, (day: string | null) => void] {
  return [useHash(openDayOf), replaceOpenDay];
}

function replaceOpenDay(day: string | null) {
  window.history.replaceState(window.history.state, "", withOpenDay(window.location.hash, day));
  for (const tell of listeners) tell();
}
