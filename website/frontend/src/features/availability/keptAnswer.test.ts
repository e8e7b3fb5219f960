import { afterEach, expect, it, vi } from "vitest";
import { keepAnswer, readKeptAnswer } from "./keptAnswer";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

afterEach(() => {
  keepAnswer(null);
  vi.unstubAllGlobals();
});

it("keeps an answer for those who have to sign in first", () => {
  keepAnswer({ date: "2026-11-20", status: "LOOKING", at: NOW, userId: 0 });
  expect(readKeptAnswer("2026-11-20", NOW + 14 * MINUTE, 7)?.status).toBe("LOOKING");
});

it.each([
  ["of another day", "2026-11-21", NOW],
  ["of whoever sat here before", "2026-11-20", NOW + 16 * MINUTE],
  ["of a clock that was set back", "2026-11-20", NOW - MINUTE],
])("forgets one %s", (_what, date, now) => {
  keepAnswer({ date: "2026-11-20", status: "LOOKING", at: NOW, userId: 0 });
  expect(readKeptAnswer(date, now, 7)).toBeNull();
});

it.each([
  null,
  7,
  {},
  { date: "2026-11-20", status: "SURE", at: NOW, userId: 0 },
  { date: "2026-11-20", status: "MAYBE" },
])("takes %j for no answer", (stored) => {
  keepAnswer(stored as never);
  expect(readKeptAnswer("2026-11-20", NOW, 7)).toBeNull();
});

it("is nobody else's, once somebody is signed in", () => {
  keepAnswer({ date: "2026-11-20", status: "LOOKING", at: NOW, userId: 7 });
  expect(readKeptAnswer("2026-11-20", NOW, 7)?.status).toBe("LOOKING");
  expect(readKeptAnswer("2026-11-20", NOW, 8)).toBeNull();
});
