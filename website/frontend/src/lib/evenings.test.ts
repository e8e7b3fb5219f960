import { describe, expect, it } from "vitest";
import type { Community } from "@/api/types";
import { eveningOn } from "./evenings";

const usual = { session: true, start_time: "21:00", threshold: 6 };
const friday = { ...usual, threshold: 8 };
const sunday = { ...usual, session: false };
const community = {
  today: "2026-11-20",
  session: true,
  threshold: 4,
  week: [usual, usual, usual, usual, friday, usual, sunday],
} as unknown as Community;

describe("the evening of a date", () => {
  it.each([
    ["2026-11-20", { session: true, threshold: 4 }],
    ["2026-11-21", { ...usual }],
    ["2026-11-22", { session: false, threshold: 6 }],
    ["2026-11-27", { session: true, threshold: 8 }],
  ])("of %s is today's own, or that of its weekday", (date, expected) => {
    expect(eveningOn(community, date)).toMatchObject(expected);
  });

  it("is today's where an older page kept no weekdays", () => {
    const kept = { today: "2026-11-20", threshold: 5 } as unknown as Community;
    expect(eveningOn(kept, "2026-11-22")).toEqual({ session: true, threshold: 5 });
  });
});
