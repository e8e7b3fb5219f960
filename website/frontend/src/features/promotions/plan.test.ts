import { describe, expect, it } from "vitest";
import type { PromotionPreview } from "@/api/types";
import { lateInWords, planOf, whatDryRunDoes, whatHappens, whyNobody } from "./plan";

const LJUBLJANA = "Europe/Ljubljana";
const VIEWER = { zone: LJUBLJANA, locale: "en-GB" };

function preview(times: Partial<PromotionPreview["scheduled_times"]> = {}): PromotionPreview {
  return {
    campaign_date: "2026-11-20",
    target_time_cet: "21:00",
    reminder_time_cet: "20:45",
    recipient_count: 7,
    channels_summary: { discord: 5, telegram: 2, signal: 0, push: 0 },
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
const JUST_BEFORE_THE_START = {
  ...preview({ reminder_2045_cet: "2026-11-20T19:59:10Z" }),
  reminds: false,
};
const AFTER_THE_START = {
  ...preview({
    reminder_2045_cet: "2026-11-20T20:05:10.5Z",
    start_2100_cet: "2026-11-20T20:05:20.5Z",
    voice_check_after_start: "2026-11-20T20:05:50.5Z",
  }),
  reminds: false,
  follows_up: false,
};
const UNCHECKED = { voice_check: false, follows_up: false };

function planFor(shown: PromotionPreview) {
  return planOf(shown, LJUBLJANA, VIEWER);
}

describe("what confirming does", () => {
  it("names the times", () => {
    const plan = planFor(EARLY);
    expect(lateInWords(plan)).toBeNull();
    expect(whatHappens(plan, 7)).toBe(
      "7 people are asked on the channel they chose: at 20:45, again at 21:00; " +
        "whoever is missing in voice at 21:00:30 hears once more.",
    );
    expect(whatHappens(plan, 1)).toContain("1 person is asked");
  });

  it("promises no voice check where there is none", () => {
    const plan = planFor({ ...EARLY, ...UNCHECKED });
    expect(whatHappens(plan, 7)).toBe(
      "7 people are asked on the channel they chose: at 20:45, again at 21:00.",
    );
    expect(whatDryRunDoes(plan)).toBe(
      "Nobody else is asked. You alone are, on Discord: at 20:45, again at 21:00.",
    );
    expect(plan.voiceCheck).toBeNull();
  });

  it("tells the truth about a reminder whose time has passed", () => {
    const plan = planFor(AFTER_THE_REMINDER);
    expect(lateInWords(plan)).toBe("20:45 has passed, so the reminder leaves in 10 seconds.");
    expect(whatHappens(plan, 7)).toContain("in 10 seconds, again at 21:00;");
  });

  it("has one message where the start is at the reminder's heels", () => {
    const plan = planFor(JUST_BEFORE_THE_START);
    expect(plan.reminder).toBeNull();
    expect(lateInWords(plan)).toBe("20:45 has passed, so there is one message.");
    expect(whatHappens(plan, 7)).toBe(
      "7 people are asked on the channel they chose: at 21:00; " +
        "whoever is missing in voice at 21:00:30 hears once more.",
    );
    expect(whatHappens(planFor({ ...JUST_BEFORE_THE_START, ...UNCHECKED }), 7)).toBe(
      "7 people are asked once on the channel they chose: at 21:00.",
    );
    expect(whatDryRunDoes(plan)).toBe(
      "Nobody else is asked. You alone are, on Discord: at 21:00, " +
        "and once more if you are missing in voice at 21:00:30.",
    );
  });

  it("has one message after the start", () => {
    const plan = planFor(AFTER_THE_START);
    expect(lateInWords(plan)).toBe("21:00 has passed, so there is one message.");
    expect(whatHappens(plan, 7)).toBe("7 people are asked once on the channel they chose: in 20 seconds.");
    expect(whatDryRunDoes(plan)).toBe(
      "Nobody else is asked. You alone are, on Discord: once, in 20 seconds.",
    );
    expect(plan.voiceCheck?.inSeconds).toBe(50);
  });

  it("says that a dry run asks nobody else", () => {
    expect(whatDryRunDoes(planFor(EARLY))).toBe(
      "Nobody else is asked. You alone are, on Discord: at 20:45, again at 21:00, " +
        "and once more if you are missing in voice at 21:00:30.",
    );
  });
});

describe("why nobody would be reached", () => {
  const answer = { reached: 0, told: 0, told_at: null, not_agreed: 0, no_channel: 0, people: 0 };

  it.each([
    ["was told already", 2, 0],
    ["has agreed to be asked", 0, 1],
    ["has said so far that they might play", 0, 0],
  ])("%s", (words, recipient_count, people) => {
    const answers = [{ ...answer, status: "LOOKING" as const, people }];
    expect(whyNobody({ ...EARLY, recipient_count, reached_count: 0, answers })).toContain(words);
  });
});

describe("times elsewhere", () => {
  it("gives both clocks", () => {
    const plan = planOf(EARLY, LJUBLJANA, { zone: "America/New_York", locale: "en-US" });
    expect(plan.reminder?.times).toEqual({ community: "8:45 PM", viewer: "2:45 PM" });
    expect(plan.voiceCheck?.times).toEqual({ community: "9:00:30 PM", viewer: "3:00:30 PM" });
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
