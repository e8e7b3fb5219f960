import { describe, expect, it } from "vitest";
import type { PastEvening } from "@/api/types";
import { mean, mondayOf, stateOf, weeksOf } from "./evenings";

const PLAYED: PastEvening = {
  date: "2026-11-19",
  session: true,
  starts_at: "2026-11-19T20:00:00Z",
  threshold: 6,
  told_by: "voice",
  most_in_voice: 7,
  most_on_server: null,
  enough_minutes: 40,
  said_yes: 6,
  came: 7,
  played: true,
  closed: true,
};

describe("what an evening was like", () => {
  it.each([
    [{}, "played"],
    [{ played: false }, "short"],
    [{ session: false, played: null }, "no-session"],
    [{ played: null }, "unknown"],
    [{ played: null, closed: false }, "open"],
  ] as const)("%o is %s", (changes, state) => {
    expect(stateOf({ ...PLAYED, ...changes })).toBe(state);
  });
});

describe("weeks", () => {
  it("begin on Monday", () => {
    expect(mondayOf("2026-11-16")).toBe("2026-11-16");
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
    expect(mondayOf("2026-03-01")).toBe("2026-02-23");
  });

  it("are all there, and know what somebody could tell of", () => {
    const weeks = weeksOf([
      { ...PLAYED, date: "2026-11-19" },
      { ...PLAYED, date: "2026-11-18", came: 4, said_yes: 3, played: false },
      { ...PLAYED, date: "2026-11-17", played: null, came: null },
      { ...PLAYED, date: "2026-11-04", session: false, played: null },
    ]);
    expect(weeks).toEqual([
      { monday: "2026-11-02", evenings: 0, saidYes: null, came: null },
      { monday: "2026-11-09", evenings: 0, saidYes: null, came: null },
      { monday: "2026-11-16", evenings: 2, saidYes: 4.5, came: 5.5 },
    ]);
    expect(weeksOf([])).toEqual([]);
  });

  it("mean what is known", () => {
    expect(mean([1, null, 2, 2])).toBe(1.7);
    expect(mean([null])).toBeNull();
  });
});
