import { describe, expect, it } from "vitest";
import { withoutNames } from "@/api/personalData";
import type { Presence } from "@/api/types";
import { charactersOf, knownUntil, placeholderOf, shownOf } from "./places";

const UNKNOWN: Presence = { known: false, count: null };

function there(...names: string[]): Presence {
  return {
    known: true,
    count: names.length,
    updated_at: "2026-11-20T19:30:00Z",
    known_until: "2026-11-20T19:33:00Z",
    names,
  };
}

describe("knownUntil", () => {
  it("is by this device's clock, whatever that shows", () => {
    const until = Date.parse("2026-11-20T19:33:00Z");
    expect(knownUntil(there(), 0)).toBe(until);
    expect(knownUntil(there(), 3_600_000)).toBe(until - 3_600_000);
  });

  it("is never where nothing is known", () => {
    expect(knownUntil(UNKNOWN, 0)).toBeNull();
    expect(knownUntil({ ...there(), known_until: "soon" }, 0)).toBeNull();
    expect(knownUntil({ known: true, count: 1 }, 0)).toBeNull();
  });
});

describe("the place that names take", () => {
  it.each([
    ["two names", there("Bramble", "Corvid"), "Bramble, Corvid".length],
    ["nobody", there(), "Nobody".length],
    ["a crowd", there(...Array<string>(30).fill("Ana")), 24 * "Ana, ".length + "and 6 more".length],
    ["numbers alone", { known: true, count: 2 }, 0],
  ])("%s", (_, presence, expected) => {
    expect(charactersOf(presence)).toBe(expected);
  });

  it("is kept by as many characters", () => {
    for (const characters of [0, 1, 25, 26, 130]) expect(placeholderOf(characters)).toHaveLength(characters);
  });
});

describe("shownOf", () => {
  const names = Array.from({ length: 30 }, (_, index) => `Player${index}`);

  it("shows everybody of two full sides", () => {
    expect(shownOf(names.slice(0, 24))).toEqual({ shown: names.slice(0, 24), rest: null });
  });

  it("says of a crowd how many more there are", () => {
    expect(shownOf(names)).toEqual({ shown: names.slice(0, 24), rest: "and 6 more" });
  });
});

describe("withoutNames", () => {
  it("leaves what everybody may see", () => {
    const left = withoutNames({ voice: there("Bramble"), server: UNKNOWN, clockOffset: 7 });
    expect(left.voice.count).toBe(1);
    expect(left.clockOffset).toBe(7);
    expect(JSON.stringify(left)).not.toContain("Bramble");
  });
});
