import { describe, expect, it } from "vitest";
import { becomesReady, hasCooledDown } from "./readySound";

const DATE = "2026-11-20";

describe("becomesReady", () => {
  it.each([
    ["never on a first look", null, { date: DATE, ready: true }, false],
    ["when the last one comes", { date: DATE, ready: false }, { date: DATE, ready: true }, true],
    ["not while it stays ready", { date: DATE, ready: true }, { date: DATE, ready: true }, false],
    ["not when a new day begins", { date: "2026-11-19", ready: false }, { date: DATE, ready: true }, false],
    ["not while nothing is known", { date: DATE, ready: false }, null, false],
  ])("%s", (_when, before, now, expected) => {
    expect(becomesReady(before, now)).toBe(expected);
  });
});

describe("hasCooledDown", () => {
  it.each([
    [null, true],
    [1_000_000 - 479_000, false],
    [1_000_000 - 480_000, true],
    [1_000_001, true], // the clock was set back
  ])("played at %s: %s", (played, expected) => {
    expect(hasCooledDown(played, 1_000_000, 480)).toBe(expected);
  });
});
