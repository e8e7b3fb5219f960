import { describe, expect, it } from "vitest";
import type { Day } from "@/api/types";
import { type Change, changesBetween, withChanges } from "./changes";

function dayOf(looking: number[], maybe: number[] = [], date = "2026-11-20"): Day {
  const people = (ids: number[]) => ids.map((user_id) => ({ user_id, display_name: `Player ${user_id}` }));
  return {
    date,
    counts: { LOOKING: looking.length, AVAILABLE: 0, MAYBE: maybe.length, NOT_PLAYING: 0 },
    total: looking.length + maybe.length,
    users_by_status: { LOOKING: people(looking), AVAILABLE: [], MAYBE: people(maybe), NOT_PLAYING: [] },
  };
}

function seen(before: Day, after: Day, viewerId: number | null = null): string[] {
  return changesBetween(before, after, viewerId, 7).map(({ name, status }) => `${name} ${status}`);
}

describe("what others changed", () => {
  it("is a first answer, another one, and one that is taken back", () => {
    expect(seen(dayOf([1, 2], [3]), dayOf([1, 3, 4]))).toEqual([
      "Player 3 LOOKING",
      "Player 4 LOOKING",
      "Player 2 null",
    ]);
  });

  it("is not what the viewer did", () => {
    expect(seen(dayOf([]), dayOf([5, 6]), 5)).toEqual(["Player 6 LOOKING"]);
  });

  it("is nothing on another day, and where names were not known", () => {
    expect(seen(dayOf([1]), dayOf([2], [], "2026-11-21"))).toEqual([]);
    const { users_by_status: _names, ...counted } = dayOf([1]);
    expect(seen(counted, dayOf([1, 2]))).toEqual([]);
  });
});

describe("the last changes", () => {
  const change = (userId: number, at: number): Change => ({
    userId,
    name: `P${userId}`,
    status: "LOOKING",
    at,
  });

  it("are three, newest first, one of each person", () => {
    const known = [change(3, 3), change(2, 2), change(1, 1)];
    expect(withChanges(known, [change(2, 4)]).map(({ userId, at }) => [userId, at])).toEqual([
      [2, 4],
      [3, 3],
      [1, 1],
    ]);
    expect(withChanges(known, [change(9, 4)]).map(({ userId }) => userId)).toEqual([9, 3, 2]);
  });
});
