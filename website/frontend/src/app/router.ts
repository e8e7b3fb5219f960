import { useSyncExternalStore } from "react";

export type Route = "availability" | "campaigns" | "profile" | "outbox";

const OTHERS = ["campaigns", "profile", "outbox"] as const satisfies readonly Route[];

/** The route that a location hash names; anything unknown is the availability page. */
export function routeOf(hash: string): Route {
  const path = hash.replace(/^#/, "").split("?")[0];
  return OTHERS.find((route) => path === `/${route}`) ?? "availability";
}

/** Whether a location hash asks for the planning room, which is a panel of the availability page. */
export function asksForPlanning(hash: string): boolean {
  return hash.replace(/^#/, "").split("?")[0] === "/planning";
}

/** The code of a sign-in that went wrong, which the server leaves in the hash; null when none did. */
export function signInProblemOf(hash: string): string | null {
  return new URLSearchParams(hash.split("?")[1] ?? "").get("problem");
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => routeOf(window.location.hash));
}

export function useSignInProblem(): string | null {
  return useSyncExternalStore(subscribe, () => signInProblemOf(window.location.hash));
}

export function useAsksForPlanning(): boolean {
  return useSyncExternalStore(subscribe, () => asksForPlanning(window.location.hash));
}
