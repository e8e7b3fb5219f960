import { describe, expect, it } from "vitest";
import type { PromotionPreview } from "@/api/types";
import { lateInWords, planOf, whatHappens } from "./plan";

const LJUBLJANA = "Europe/Ljubljana";
const VIEWER = { zone: LJUBLJANA, locale: "en-GB" };

function preview(times: Partial<PromotionPreview["scheduled_times"]> = {}): PromotionPreview {
  return {
    campaign_date: "2026-11-20",
    target_time_cet: "21:00",
    reminder_time_cet: "20:45",
    recipient_count: 7,
    channels_summary: { discord: 5, telegram: 2, signal: 0 },
    recipients_preview: [],
    scheduled_times: {
      reminder_2045_cet: "2026-11-20T19:45:00Z",
      start_2100_cet: "2026-11-20T20:00:00Z",
      voice_check_after_start: "2026-11-20T20:00:30Z",
      ...times,
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
}

const EARLY = preview();
const AFTER_THE_REMINDER = preview({ reminder_2045_cet: "2026-11-20T19:50:12.345Z" });
const AFTER_THE_START = preview({
  reminder_2045_cet: "2026-11-20T20:05:10.5Z",
  start_2100_cet: "2026-11-20T20:05:20.5Z",
  voice_check_after_start: "2026-11-20T20:05:50.5Z",
});

describe("what confirming does", () => {
  it("names the times", () => {
    const plan = planOf(EARLY, LJUBLJANA, VIEWER);
    expect(lateInWords(plan)).toBeNull();
    expect(whatHappens(plan, 7, false)).toBe(
      "7 people are asked on the channel they chose: at 20:45, again at 21:00; " +
        "whoever is missing in voice at 21:00:30 hears once more.",
    );
    expect(whatHappens(plan, 1, false)).toContain("1 person is asked");
  });

  it("promises no voice check where there is none, and says that nobody is told twice", () => {
    const plan = planOf({ ...EARLY, voice_check: false, others_ask: true }, LJUBLJANA, VIEWER);
    expect(whatHappens(plan, 7, false)).toBe(
      "7 people are asked on the channel they chose: at 20:45, again at 21:00. " +
        "Whoever hears from today's other campaign is not told twice.",
    );
    expect(whatHappens(plan, 7, true)).toBe(
      "Nobody else is asked. You alone are, on Discord: at 20:45, again at 21:00.",
    );
  });

  it("tells the truth about a reminder whose time has passed", () => {
    const plan = planOf(AFTER_THE_REMINDER, LJUBLJANA, VIEWER);
    expect(lateInWords(plan)).toBe("20:45 has passed, so the reminder leaves in 10 seconds.");
    expect(whatHappens(plan, 7, false)).toContain("in 10 seconds, again at 21:00;");
  });

  it("tells the truth about a start whose time has passed", () => {
    const plan = planOf(AFTER_THE_START, LJUBLJANA, VIEWER);
    expect(lateInWords(plan)).toBe(
      "21:00 has passed, so the reminder leaves in 10 seconds and the start message in 20.",
    );
    expect(whatHappens(plan, 7, false)).toContain("missing in voice in 50 seconds hears");
  });

  it("says that a dry run asks nobody else, also where nobody could be asked", () => {
    const plan = planOf(EARLY, LJUBLJANA, VIEWER);
    expect(whatHappens(plan, 0, true)).toBe(
      "Nobody else is asked. You alone are, on Discord: at 20:45, again at 21:00, " +
        "and once more if you are missing in voice at 21:00:30.",
    );
    expect(whatHappens(plan, 0, false)).toBeNull();
  });
});

describe("times elsewhere", () => {
  it("gives both clocks", () => {
    const plan = planOf(EARLY, LJUBLJANA, { zone: "America/New_York", locale: "en-US" });
    expect(plan.reminder.times).toEqual({ community: "8:45 PM", viewer: "2:45 PM" });
    expect(plan.voiceCheck.times).toEqual({ community: "9:00:30 PM", viewer: "3:00:30 PM" });
  });

  it("follows summer time", () => {
    const summer = {
      ...preview({
        reminder_2045_cet: "2027-07-01T18:45:00Z",
        start_2100_cet: "2027-07-01T19:00:00Z",
        voice_check_after_start: "2027-07-01T19:00:30Z",
      }),
      campaign_date: "2027-07-01",
    };
    const plan = planOf(summer, LJUBLJANA, VIEWER);
    expect(plan.start).toEqual({ times: { community: "21:00", viewer: null }, inSeconds: null });
    expect(lateInWords(plan)).toBeNull();
  });
});
