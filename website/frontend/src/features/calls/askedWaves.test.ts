import { expect, it } from "vitest";
import type { AskedPerson } from "@/api/types";
import { wavesOf } from "./askedWaves";

function asked(user_id: number, wave: number, asked_at: string): AskedPerson {
  const rest = { state: "sent", reason: null, answer: null, conditional: false };
  return { user_id, display_name: `Player ${user_id}`, wave, asked_at, ...rest };
}

it("a wave is whoever was asked at one moment, also where two calls number them alike", () => {
  const people = [
    asked(3, 1, "2026-11-20T19:10:00Z"),
    asked(1, 1, "2026-11-20T19:10:00Z"),
    asked(2, 2, "2026-11-20T19:18:00Z"),
    asked(4, 1, "2026-11-20T19:30:00Z"),
  ];
  expect(wavesOf(people).map(({ number, people }) => [number, people.map(({ user_id }) => user_id)])).toEqual(
    [
      [1, [3, 1]],
      [2, [2]],
      [1, [4]],
    ],
  );
  expect(wavesOf([])).toEqual([]);
});
