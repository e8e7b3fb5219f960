import { describe, expect, it } from "vitest";
import { callTimes, mostAsked, thresholds } from "./choices";

describe("the times at which a call can begin", () => {
  it("lie before the start", () => {
    expect(callTimes("21:00", null).at(-1)).toBe("20:45");
    expect(callTimes("21:00", null)).not.toContain("21:00");
    expect(callTimes("20:07", null).at(-1)).toBe("20:00");
  });

  it("have the one that is chosen, also where the start came to lie before it", () => {
    expect(callTimes("21:00", "20:07")).toContain("20:07");
    expect(callTimes("19:00", "20:15").at(-1)).toBe("20:15");
  });
});

describe("the numbers to choose from", () => {
  it("have the one that is chosen in its place", () => {
    expect(thresholds(null).slice(0, 2)).toEqual([2, 3]);
    expect(thresholds(40).at(-1)).toBe(40);
    expect(mostAsked(12).slice(0, 3)).toEqual([5, 10, 12]);
    expect(mostAsked(30)).toEqual(mostAsked(null));
  });
});
