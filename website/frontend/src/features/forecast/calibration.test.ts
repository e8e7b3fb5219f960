import { describe, expect, it } from "vitest";
import type { Forecast } from "@/api/types";
import { fifthsOf, type HourRecord, known, sentenceOf, tellingFifth } from "./calibration";
import { groundOf, percentOf } from "./ground";

function hour(counts: Record<number, [evenings: number, played: number]>): HourRecord {
  const tenths = Array.from({ length: 10 }, (_, place) => {
    const [evenings, played] = counts[place] ?? [0, 0];
    return {
      least: place * 10,
      most: place * 10 + 10,
      evenings,
      played,
      said: evenings === 0 ? null : place / 10 + 0.05,
    };
  });
  const evenings = tenths.reduce((sum, tenth) => sum + tenth.evenings, 0);
  return { hour: 18, evenings, tenths, brier: 0.1, brier_weekday: 0.2, brier_count: 0.3 };
}

describe("what was said and what came", () => {
  it("is said of two tenths at a time, those with evenings alone", () => {
    const record = hour({ 0: [3, 0], 6: [22, 15], 7: [18, 14] });
    expect(known(record).map(({ least }) => least)).toEqual([0, 60, 70]);
    expect(fifthsOf(record).map(sentenceOf)).toEqual([
      "Of 3 evenings called 0–20 %, none was played.",
      "Of 40 evenings called 60–80 %, 29 were played.",
    ]);
  });

  it("is told of what was no matter of course, where there was any", () => {
    expect(tellingFifth(hour({ 0: [50, 0], 5: [4, 1] }))?.least).toBe(40);
    expect(tellingFifth(hour({ 0: [50, 0] }))?.least).toBe(0);
    expect(tellingFifth(hour({}))).toBeUndefined();
  });

  it("speaks of one evening as of one", () => {
    expect(sentenceOf({ least: 80, most: 100, evenings: 1, played: 1 })).toBe(
      "Of one evening called 80–100 %, one was played.",
    );
  });
});

const GROUND = {
  committed: 5,
  late: 0,
  available: 2,
  conditional: 0,
  maybe: 3,
  no: 1,
  silent: 12,
  maybe_expected: 3,
  silent_expected: 1,
};

describe("a forecast's ground", () => {
  it.each<[Partial<typeof GROUND>, string]>([
    [{}, "5 are in, 3 of the maybes usually come, 1 who has said nothing usually comes"],
    [{ committed: 0, maybe_expected: 0, silent_expected: 0 }, "nobody is in yet"],
    [
      { committed: 1, maybe_expected: 1, silent_expected: 2 },
      "1 is in, 1 of the maybes usually comes, 2 who have said nothing usually come",
    ],
  ])("with %j", (change, words) => {
    expect(groundOf({ ground: { ...GROUND, ...change } } as Forecast)).toBe(words);
  });

  it("is a number in whole per cent", () => {
    expect(percentOf(0.01)).toBe(1);
    expect(percentOf(0.724)).toBe(72);
  });
});
