import { describe, expect, it } from "vitest";
import { barGeometry, countsInWords, missingUntilReady } from "./status";

const counts = { LOOKING: 4, AVAILABLE: 3, MAYBE: 2, NOT_PLAYING: 3 };

describe("missingUntilReady", () => {
  it.each([
    [0, 6, 6],
    [4, 6, 2],
    [6, 6, 0],
    [9, 6, 0],
  ])("%i looking of %i leave %i missing", (looking, threshold, missing) => {
    expect(missingUntilReady({ ...counts, LOOKING: looking }, threshold)).toBe(missing);
  });
});

describe("barGeometry", () => {
  it("is as long as all answers", () => {
    const geometry = barGeometry(counts, 6);
    expect(geometry.shares[0]?.percent).toBeCloseTo(33.3, 1);
    expect(geometry.threshold).toBe(50);
  });

  it("is as long as the threshold while there are fewer answers", () => {
    const geometry = barGeometry({ LOOKING: 3, AVAILABLE: 0, MAYBE: 0, NOT_PLAYING: 0 }, 6);
    expect(geometry.shares[0]?.percent).toBe(50);
    expect(geometry.threshold).toBe(100);
  });

  it("is empty without answers", () => {
    const geometry = barGeometry({ LOOKING: 0, AVAILABLE: 0, MAYBE: 0, NOT_PLAYING: 0 }, 6);
    expect(geometry.shares.every((share) => share.percent === 0)).toBe(true);
  });
});

describe("countsInWords", () => {
  it("uses the labels of the control", () => {
    expect(countsInWords(counts)).toBe("4 looking, 3 available, 2 maybe, 3 not playing");
  });
});
