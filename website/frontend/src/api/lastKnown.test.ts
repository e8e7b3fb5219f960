import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "./keys";
import { KEPT_FOR, keepLastKnown, showLastKnown } from "./lastKnown";

const NOW = Date.parse("2026-11-20T19:30:00Z");
const TODAY = "2026-11-20";
const WEEK = keys.availabilityRange({ from: TODAY, to: "2026-11-26", names: true });
const NAMED = {
  days: [{ date: TODAY, counts: {}, total: 1, my_status: "LOOKING", users_by_status: ["Bramble"] }],
};

let storage: Map<string, string>;
let page: EventTarget;
let queryClient: QueryClient;
let stop: () => void;

function stored() {
  return [...storage.values()].join();
}

function see(userId: number | null, linked = userId !== null) {
  queryClient.setQueryData(keys.access, { website_user_id: userId, linked_discord: linked });
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  storage = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
    removeItem: (key: string) => storage.delete(key),
  });
  page = new EventTarget();
  vi.stubGlobal("window", Object.assign(page, { setTimeout, clearTimeout }));
  queryClient = new QueryClient();
  stop = keepLastKnown(queryClient);
  see(7);
  queryClient.setQueryData(keys.community, { today: TODAY });
  queryClient.setQueryData(keys.me, { linked_player: "Fenrir" });
  queryClient.setQueryData(WEEK, NAMED);
  queryClient.setQueryData(keys.settings(7), { timezone: "not of the evening" });
});

afterEach(() => {
  stop();
  queryClient.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function nextVisit(later: number): { at: number | null; client: QueryClient } {
  const client = new QueryClient();
  return { at: showLastKnown(client, NOW + later), client };
}

describe("the last known evening", () => {
  it("is shown at the next visit, as of when it was read", () => {
    vi.runAllTimers();
    const { at, client } = nextVisit(3_600_000);
    expect(at).toBe(NOW);
    expect(client.getQueryData(WEEK)).toEqual(NAMED);
    expect(client.getQueryState(WEEK)?.dataUpdatedAt).toBe(NOW);
    expect(client.getQueryData(keys.me)).toEqual({ linked_player: "Fenrir" });
    expect(client.getQueryData(keys.settings(7))).toBeUndefined();
  });

  it("is not kept where an answer has no days", () => {
    queryClient.setQueryData(WEEK, {});
    vi.runAllTimers();
    expect(nextVisit(0).at).toBeNull();
  });

  it("is kept also where the page is closed at once", () => {
    page.dispatchEvent(new Event("pagehide"));
    expect(nextVisit(0).at).toBe(NOW);
  });

  it("is gone after a day, and where the clock was set back", () => {
    vi.runAllTimers();
    expect(nextVisit(-1).at).toBeNull();
    expect(stored()).toBe("");
    queryClient.setQueryData(keys.community, { today: TODAY });
    vi.runAllTimers();
    expect(nextVisit(KEPT_FOR + 60_000).at).toBeNull();
    expect(stored()).toBe("");
  });

  it("goes with its viewer, at once", () => {
    vi.runAllTimers();
    expect(stored()).toContain("Bramble");
    see(null);
    expect(stored()).toBe("");
    vi.runAllTimers();
    expect(stored()).toContain(TODAY);
    expect(stored()).not.toContain("Bramble");
    expect(stored()).not.toContain("Fenrir");
  });

  it("has no names where the link is gone", () => {
    see(7, false);
    vi.runAllTimers();
    expect(stored()).not.toContain("Bramble");
  });

  it.each(["", "null", "[]", "{}", '{"parts": 3}', "no JSON"])("is nothing where %j is stored", (text) => {
    storage.set("muster.last-known", text);
    expect(nextVisit(0).at).toBeNull();
  });
});
