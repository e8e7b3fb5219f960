import { describe, expect, it } from "vitest";
import { arrivals, conditions } from "./details";

describe("the times from which one can come", () => {
  it.each([
    ["21:00", null, -45, ["21:15", "21:30", "21:45", "22:00", "22:30"]],
    ["21:00", null, 30, ["21:45", "22:00", "22:30"]],
    ["21:00", null, 200, []],
    ["23:30", null, 0, ["23:45", "00:00", "00:15", "00:30", "01:00"]],
    ["23:30", "23:40", 20, ["23:40", "00:00", "00:15", "00:30", "01:00"]],
    ["21:00", "21:30", 45, ["21:30", "22:00", "22:30"]],
    ["21:00", "00:10", 80, ["22:30", "00:10"]],
  ])("start at %s, said %s, %i minutes later", (start, said, passed, times) => {
    expect(arrivals(start, said, passed)).toEqual(times);
  });
});

describe("how many one can ask for", () => {
  it.each([
    [6, undefined, 12],
    [6, 20, 20],
    [80, undefined, 99],
    [1, undefined, 2],
  ])("of %i, said %s, up to %i", (threshold, said, last) => {
    expect(conditions(threshold, said).at(0)).toBe(2);
    expect(conditions(threshold, said).at(-1)).toBe(last);
  });
});
