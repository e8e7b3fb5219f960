import { describe, expect, it } from "vitest";
import type { Call, CallToday, Day } from "@/api/types";
import { type Evening, isAnything, showsOf } from "./shows";

const NONE = { call: null, calls_at: null } as CallToday;
const SHORT: Evening = { day: looking(5), threshold: 6, begun: false, promoter: true };

function looking(count: number): Day {
  return {
    date: "2026-11-20",
    counts: { LOOKING: count, AVAILABLE: 0, MAYBE: 0, NOT_PLAYING: 0 },
    total: count,
  };
}

function withCall(status: Call["status"]): CallToday {
  return { ...NONE, call: { status } as Call };
}

describe("a promoter", () => {
  it("is offered to call while the evening is short and has not begun", () => {
    expect(showsOf(NONE, SHORT).offers).toBe(true);
    expect(showsOf(NONE, { ...SHORT, day: looking(6) }).offers).toBe(false);
    expect(showsOf(NONE, { ...SHORT, day: undefined }).offers).toBe(false);
    expect(showsOf(NONE, { ...SHORT, begun: true }).offers).toBe(false);
  });

  it.each([
    ["running", false],
    ["full", false],
    ["stopped", true],
    ["held", true],
    ["over", true],
    ["called_off", true],
  ] as const)("with a call that is %s: %s", (status, offers) => {
    const shows = showsOf(withCall(status), SHORT);
    expect(shows.offers).toBe(offers);
    expect(shows.tells).toBe(true);
  });

  it("is told of one that would start by itself, also while enough are looking", () => {
    const coming = { ...NONE, calls_at: "2026-11-20T19:15:00Z" };
    expect(showsOf(coming, { ...SHORT, day: looking(6) }).comes).toBe(true);
    expect(showsOf(coming, { ...SHORT, begun: true }).comes).toBe(false);
  });
});

describe("whoever does not promote", () => {
  const player = { ...SHORT, promoter: false };

  it("sees nothing before a call, or of one that is held", () => {
    expect(isAnything(showsOf({ ...NONE, calls_at: "2026-11-20T19:15:00Z" }, player))).toBe(false);
    expect(isAnything(showsOf(withCall("held"), player))).toBe(false);
  });

  it("sees how one goes, and went", () => {
    for (const status of ["running", "full", "stopped", "over", "called_off"] as const) {
      expect(showsOf(withCall(status), player)).toEqual({ tells: true, comes: false, offers: false });
    }
  });
});
