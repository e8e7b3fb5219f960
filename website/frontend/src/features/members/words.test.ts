import { describe, expect, it } from "vitest";
import type { Member } from "@/api/types";
import { factsOf, silenceOf } from "./words";

const MEMBER: Member = {
  user_id: 1,
  display_name: "Fenrir",
  avatar_url: null,
  linked: true,
  channels: ["discord", "telegram"],
  allows_promotions: true,
  reminders: false,
  silent_days: 9,
  missing: null,
};

describe("factsOf", () => {
  it("names the channels, and what their person wants", () => {
    expect(factsOf(MEMBER)).toEqual(["Discord, Telegram", "May be asked", "No check-in"]);
  });

  it("says that nothing leads to somebody, and that somebody is not to be asked", () => {
    const found = factsOf({ ...MEMBER, channels: [], allows_promotions: false, reminders: true });
    expect(found).toEqual(["No way to reach", "Not to be asked", "Daily check-in"]);
  });

  it("says of who has no player only that", () => {
    expect(factsOf({ ...MEMBER, linked: false, channels: [] })).toEqual(["Signed in, no player yet"]);
  });
});

describe("silenceOf", () => {
  it.each([
    [0, "Answered today"],
    [1, "Answered yesterday"],
    [9, "Answered 9 days ago"],
    [null, "No answer yet"],
  ])("says of %s days: %s", (silent_days, words) => {
    expect(silenceOf({ ...MEMBER, silent_days })).toBe(words);
  });

  it("says nothing of who cannot answer", () => {
    expect(silenceOf({ ...MEMBER, linked: false, silent_days: null })).toBe("");
  });
});
