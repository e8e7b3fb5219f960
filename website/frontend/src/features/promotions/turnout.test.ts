import { describe, expect, it } from "vitest";
import type { PastCampaign } from "@/api/types";
import { averagePercent, turnoutInWords, turnoutsOf } from "./turnout";

function past(id: number, change: Partial<PastCampaign> = {}): PastCampaign {
  return {
    id,
    campaign_date: `2026-11-${String(id).padStart(2, "0")}`,
    promoter_name: "Marlow",
    dry_run: false,
    status: "followup_sent",
    over: true,
    recipient_count: 8,
    counts: { pending: 0, delivered: 8, skipped: 0, failed: 0, unknown: 0, skipped_by_reason: {} },
    looking_afterwards: 2,
    voice: { expected: 8, present: 4 },
    created_at: "2026-11-20T19:00:00Z",
    ...change,
  };
}

describe("turnout", () => {
  it("is of real campaigns whose voice was read, oldest first", () => {
    const campaigns = [
      past(5),
      past(4, { dry_run: true }),
      past(3, { voice: null }),
      past(2, { voice: { expected: 0, present: 0 } }),
      past(1, { voice: { expected: 4, present: 4 } }),
    ];
    expect(turnoutsOf(campaigns).map((turnout) => turnout.id)).toEqual([1, 5]);
  });

  it("weighs campaigns by whom they expected", () => {
    const turnouts = turnoutsOf([past(2), past(1, { voice: { expected: 2, present: 2 } })]);
    expect(averagePercent(turnouts)).toBe(60);
    expect(turnoutInWords(turnouts, "en-GB")).toBe(
      "Turnout in voice over 2 campaigns: 60 % of those who said yes. " +
        "Sun 1 Nov: 2 of 2, Mon 2 Nov: 4 of 8.",
    );
  });

  it("of none is nothing", () => {
    expect(averagePercent([])).toBe(0);
  });

  it("shows the latest eight", () => {
    const turnouts = turnoutsOf(Array.from({ length: 40 }, (_, index) => past(40 - index)));
    expect(turnouts.map(({ id }) => id)).toEqual([33, 34, 35, 36, 37, 38, 39, 40]);
  });
});
