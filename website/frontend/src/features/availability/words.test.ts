import { describe, expect, it } from "vitest";
import { changeSentence } from "./changeWords";
import { countsInWords } from "./counts";
import { answerSentence, placeOf, summaryOf, untilStart } from "./words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it("says that there is no session, whatever is missing", () => {
  const counts = { LOOKING: 2, AVAILABLE: 0, MAYBE: 0, NOT_PLAYING: 0 };
  expect(summaryOf({ date: "2026-11-21", counts, total: 2 }, false, 6, "2026-11-20")).toBe(
    "2 looking, no session",
  );
});

describe("untilStart", () => {
  it.each([
    [45 * MINUTE, "in 45 min"],
    [44 * MINUTE + 1, "in 45 min"],
    [59_999, "now"],
    [0, "now"],
    [-59_999, "now"],
    [-20 * MINUTE, "started 20 min ago"],
    [-3 * HOUR, "started 3 h ago"],
    [HOUR, "in 1 h"],
    [3 * HOUR + 20 * MINUTE, "in 3 h 20 min"],
    [13 * HOUR + 20 * MINUTE, "in 13 h"],
    [-6 * HOUR, null],
  ])("%i ms away is %s", (away, words) => {
    expect(untilStart(1_000_000_000 + away, 1_000_000_000)).toBe(words);
  });
});

describe("answerSentence", () => {
  it.each([
    [1, "You are in, first"],
    [3, "You are in, third"],
    [12, "You are in, twelfth"],
    [13, "You are in, number 13"],
    [121, "You are in, number 121"],
    [null, "You are in"],
  ])("says place %s", (place, words) => {
    expect(answerSentence("LOOKING", place)).toBe(words);
  });

  it.each([
    ["LOOKING", 3, { arrives_at: "21:30" }, "You are in from 21:30, third"],
    ["LOOKING", null, { arrives_at: "21:30" }, "You are in from 21:30"],
    ["AVAILABLE", null, { only_if: 6 }, "You are in if we are 6"],
    ["AVAILABLE", null, { only_if: 6, arrives_at: "21:30" }, "You are in from 21:30 if we are 6"],
    ["AVAILABLE", null, { arrives_at: "21:30" }, "You could play from 21:30"],
    ["AVAILABLE", null, {}, "You could play"],
  ] as const)("of %s, place %s, says %o", (status, place, details, words) => {
    expect(answerSentence(status, place, details)).toBe(words);
  });

  it("says no place of those who are not looking", () => {
    expect(answerSentence("MAYBE", 2)).toBe("You said maybe");
  });
});

const user = (user_id: number) => ({ user_id, display_name: `Player ${user_id}` });
const day = {
  date: "2026-11-20",
  counts: { LOOKING: 2, AVAILABLE: 3, MAYBE: 2, NOT_PLAYING: 3 },
  total: 10,
  users_by_status: { LOOKING: [user(4), user(2)], AVAILABLE: [user(9)], MAYBE: [], NOT_PLAYING: [] },
};

describe("a day in words", () => {
  it("counts by the labels of the statuses", () => {
    expect(countsInWords(day.counts)).toBe("2 looking, 3 available, 2 maybe, 3 not playing");
  });

  it.each([
    [6, "2026-11-20", "2 looking, 4 short"],
    [2, "2026-11-20", "2 looking, enough"],
    [6, "2026-11-21", "2 looking"],
  ])("sums up for %i, seen on %s", (threshold, today, words) => {
    expect(summaryOf(day, true, threshold, today)).toBe(words);
  });

  it("knows the viewer's place among those who are looking", () => {
    expect([placeOf(day, 2), placeOf(day, 9), placeOf(day, null)]).toEqual([2, null, null]);
    expect(placeOf({ date: day.date, counts: day.counts, total: 10 }, 2)).toBeNull();
  });
});

describe("changeSentence", () => {
  const change = { userId: 1, name: "Bramble", status: "LOOKING", at: 1_000_000 } as const;

  it.each([
    [-19_999, "Bramble is looking"],
    [0, "Bramble is looking"],
    [59_000, "Bramble is looking"],
    [2 * MINUTE, "Bramble is looking · 2 min"],
  ])("after %i ms is %s", (later, words) => {
    expect(changeSentence(change, change.at + later)).toBe(words);
  });

  it("says that an answer is taken back", () => {
    expect(changeSentence({ ...change, status: null }, change.at)).toBe("Bramble took the answer back");
  });
});
