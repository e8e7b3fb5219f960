import { describe, expect, it } from "vitest";
import type { PromotionPreview } from "@/api/types";
import { lookAgainAfter } from "./usePreview";

const PREVIEW: PromotionPreview = {
  campaign_date: "2026-11-20",
  target_time_cet: "21:00",
  reminder_time_cet: "20:45",
  recipient_count: 0,
  channels_summary: { discord: 0, telegram: 0, signal: 0, push: 0 },
  recipients_preview: [],
  scheduled_times: {
    reminder_2045_cet: "2026-11-20T19:45:00Z",
    start_2100_cet: "2026-11-20T20:00:00Z",
    voice_check_after_start: "2026-11-20T20:00:30Z",
  },
  dry_run_default: false,
  voice_check: true,
  others_ask: false,
  answers: [],
  short_by: 2,
  reached_count: 7,
  told_at: [],
  you_told_at: null,
  reminds: true,
  follows_up: true,
};

describe("a preview is read again", () => {
  it.each([
    ["19:10:00", 15_000],
    ["19:44:58", 2_500],
    ["19:45:00", 500],
    ["19:45:01", 15_000],
    ["19:59:50", 10_500],
  ])("at %s after %i ms", (time, wait) => {
    expect(lookAgainAfter(PREVIEW, Date.parse(`2026-11-20T${time}Z`))).toBe(wait);
  });

  it("also where nothing is known yet", () => {
    expect(lookAgainAfter(undefined, 0)).toBe(15_000);
  });
});
