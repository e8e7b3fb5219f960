import { describe, expect, it } from "vitest";
import { missingUntilReady } from "./status";

describe("missingUntilReady", () => {
  it.each([
    [0, 6, 6],
    [4, 6, 2],
    [6, 6, 0],
    [9, 6, 0],
  ])("%i looking of %i leave %i missing", (looking, threshold, missing) => {
    const counts = { LOOKING: looking, AVAILABLE: 3, MAYBE: 2, NOT_PLAYING: 3 };
    expect(missingUntilReady(counts, threshold)).toBe(missing);
  });
});
