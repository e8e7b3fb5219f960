import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "./keys";
import { askStart, fromStart, passOverStart } from "./start";

const TODAY = "2026-11-20";
const RANGE = keys.availabilityRange({ from: TODAY, to: "2026-11-26", names: true });
const START = {
  community: { today: TODAY },
  access: { website_user_id: 7 },
  me: { website_user_id: 7 },
  availability: { from: TODAY, to: "2026-11-26", days: [] },
  live_status: { voice: { known: false } },
  campaign: { campaign: { id: 4 } },
  planning: { date: TODAY },
  away: { until: TODAY, answered_days: [] },
};
const NOBODY = { ...START, access: { website_user_id: null }, me: null, campaign: null, away: null };

let queryClient: QueryClient;
let answer: (body: unknown, status?: number) => void;
let fail: () => void;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-20T19:30:00Z"), toFake: ["Date"] });
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  vi.stubGlobal("fetch", (address: string) => {
    expect(address).toBe("/api/start");
    return new Promise<Response>((resolve, reject) => {
      answer = (body, status = 200) =>
        resolve(Response.json(body, { status, headers: { Date: "Fri, 20 Nov 2026 19:30:05 GMT" } }));
      fail = () => reject(new TypeError("Failed to fetch"));
    });
  });
});

afterEach(() => {
  queryClient.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the start, asked again", () => {
  it("is waited for by nobody who has heard of something newer", async () => {
    const asked = askStart(queryClient, { awaited: false });
    expect(await fromStart(keys.community, async () => "newer")).toBe("newer");
    answer(START);
    await asked;
  });
});

describe("a start that something was changed under", () => {
  it("is passed over", async () => {
    const asked = askStart(queryClient, { awaited: true });
    passOverStart();
    expect(await fromStart(keys.community, async () => "newer")).toBe("newer");
    answer(START);
    await asked;
  });
});

const never = () => Promise.reject(new Error("asked its own route"));

describe("the start", () => {
  it("is every part of what the page shows first", async () => {
    const asked = askStart(queryClient, { awaited: true });
    answer(START);
    expect(await asked).toBe(true);
    expect(queryClient.getQueryData(keys.community)).toEqual({ today: TODAY, clockOffset: 5000 });
    expect(queryClient.getQueryData(keys.access)).toEqual(START.access);
    expect(queryClient.getQueryData(keys.me)).toEqual(START.me);
    expect(queryClient.getQueryData(RANGE)).toEqual(START.availability);
    expect(queryClient.getQueryData(keys.liveStatus)).toMatchObject(START.live_status);
    expect(queryClient.getQueryData(keys.campaign(7, TODAY))).toEqual({ id: 4 });
    expect(queryClient.getQueryData(keys.planningRoom(7, TODAY))).toEqual(START.planning);
    expect(queryClient.getQueryData(keys.away(7))).toEqual(START.away);
  });

  it("knows nothing of a person where nobody is signed in", async () => {
    const asked = askStart(queryClient, { awaited: true });
    answer(NOBODY);
    await asked;
    expect(queryClient.getQueryState(keys.me)).toBeUndefined();
    expect(queryClient.getQueryState(keys.campaign(0, TODAY))).toBeUndefined();
    expect(queryClient.getQueryState(keys.away(0))).toBeUndefined();
    expect(queryClient.getQueryData(keys.planningRoom(0, TODAY))).toEqual(START.planning);
  });

  it("is waited for by those who read its parts, and by nobody else", async () => {
    const asked = askStart(queryClient, { awaited: true });
    const read = fromStart(keys.access, never);
    const other = fromStart(keys.settings(7), () => Promise.resolve("settings"));
    answer(START);
    expect(await read).toEqual(START.access);
    expect(await other).toBe("settings");
    await asked;
    expect(await fromStart(keys.access, () => Promise.resolve("later"))).toBe("later");
  });

  it.each([
    ["fails", () => fail()],
    ["is refused", () => answer({ detail: "gone" }, 503)],
    ["is no JSON object", () => answer("<html>")],
  ])("costs nothing where it %s", async (_, end) => {
    const asked = askStart(queryClient, { awaited: true });
    const read = fromStart(keys.access, () => Promise.resolve("its own"));
    end();
    expect(await read).toBe("its own");
    expect(await asked).toBe(false);
    expect(queryClient.getQueryState(keys.community)).toBeUndefined();
  });

  it("brings nothing back that was read anew meanwhile", async () => {
    const asked = askStart(queryClient, { awaited: true });
    const first = fromStart(RANGE, never);
    expect(await fromStart(RANGE, () => Promise.resolve("after a save"))).toBe("after a save");
    answer(START);
    await first;
    await asked;
    expect(queryClient.getQueryData(RANGE)).toBeUndefined();
  });

  it("brings nothing back that was written meanwhile", async () => {
    const asked = askStart(queryClient, { awaited: true });
    vi.setSystemTime(Date.now() + 1);
    queryClient.setQueryData(RANGE, "my answer is in it");
    answer(START);
    await asked;
    expect(queryClient.getQueryData(RANGE)).toBe("my answer is in it");
    expect(queryClient.getQueryData(keys.community)).toBeDefined();
  });

  it("is dropped where somebody else signed in meanwhile", async () => {
    const asked = askStart(queryClient, { awaited: true });
    vi.setSystemTime(Date.now() + 1);
    queryClient.setQueryData(keys.access, { website_user_id: 8 });
    answer(START);
    expect(await asked).toBe(false);
    expect(queryClient.getQueryState(keys.me)).toBeUndefined();
  });

  it("replaces what the visit before knew, without another read", async () => {
    queryClient.setQueryData(keys.access, { website_user_id: 7, stored: true }, { updatedAt: 1 });
    const asked = askStart(queryClient, { awaited: true });
    const observer = new QueryObserver(queryClient, {
      queryKey: keys.access,
      queryFn: () => fromStart(keys.access, never),
    });
    const stop = observer.subscribe(() => undefined);
    expect(observer.getCurrentResult().data).toMatchObject({ stored: true });
    answer(START);
    await asked;
    expect(observer.getCurrentResult().data).toEqual(START.access);
    stop();
  });
});
