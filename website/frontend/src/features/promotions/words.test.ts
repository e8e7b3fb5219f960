import { describe, expect, it } from "vitest";
import type { CampaignJob } from "@/api/types";
import {
  askedInWords,
  channelsInWords,
  isOver,
  skippedInWords,
  statusInWords,
  stepInWords,
  stepStateOf,
} from "./words";

const NOTHING: CampaignJob["counts"] = {
  pending: 0,
  delivered: 0,
  skipped: 0,
  failed: 0,
  unknown: 0,
  skipped_by_reason: {},
};

function job(change: Partial<CampaignJob>): CampaignJob {
  return {
    id: 1,
    job_type: "send_start_2100",
    run_at: "2026-11-20T20:00:00Z",
    status: "pending",
    attempts: 0,
    max_attempts: 5,
    last_error: null,
    sent_at: null,
    counts: NOTHING,
    ...change,
  };
}

describe("a step of the timeline", () => {
  it.each([
    ["pending", {}, "Scheduled"],
    ["running", { pending: 3 }, "Sending"],
    ["sent", { delivered: 3 }, "Sent"],
    ["sent", { delivered: 3, skipped: 1 }, "Sent"],
    ["sent", { delivered: 3, failed: 1 }, "Partly sent"],
    ["sent", { delivered: 3, unknown: 1 }, "Partly sent"],
    ["sent", { delivered: 3, skipped: 1, skipped_by_reason: { expired: 1 } }, "Partly sent"],
    ["sent", { delivered: 3, skipped: 1, skipped_by_reason: { withdrew: 1 } }, "Sent"],
    ["failed", { failed: 3 }, "Failed"],
    ["skipped", {}, "Left out"],
  ] as const)("%s with %o is “%s”", (status, counts, words) => {
    const step = job({ status, counts: { ...NOTHING, ...counts } });
    expect(stepInWords(step, { status: "running" })).toBe(words);
  });

  it("is cancelled with its campaign, unless it was over before", () => {
    expect(stepStateOf(job({ status: "skipped" }), { status: "cancelled" })).toBe("cancelled");
    expect(stepStateOf(job({ status: "sent" }), { status: "cancelled" })).toBe("sent");
  });

  it("does not call a look into voice a message", () => {
    const check = job({ job_type: "voice_check_2100", status: "sent" });
    expect(stepInWords(check, { status: "followup_sent" })).toBe("Done");
  });
});

describe("a campaign", () => {
  it.each([
    ["scheduled", "Scheduled", false],
    ["running", "Sending", false],
    ["sent", "Sent", false],
    ["partial", "Partly sent", false],
    ["failed", "Failed", true],
    ["followup_sent", "Follow-up sent", true],
    ["cancelled", "Cancelled", true],
  ] as const)("%s is “%s”, over: %s", (status, words, over) => {
    expect(statusInWords({ status })).toBe(words);
    expect(isOver({ status })).toBe(over);
  });

  it("names the answers that it asks", () => {
    const words = (include_available: boolean, include_maybe: boolean) =>
      askedInWords({ include_available, include_maybe });
    expect(words(false, false)).toBe("looking");
    expect(words(true, false)).toBe("looking or available");
    expect(words(false, true)).toBe("looking or maybe");
    expect(words(true, true)).toBe("looking, available or maybe");
  });

  it("names the channels that it uses", () => {
    expect(channelsInWords({ discord: 5, telegram: 2, signal: 0 })).toBe("5 on Discord, 2 on Telegram");
    expect(channelsInWords({ discord: 0, telegram: 0, signal: 0 })).toBe("");
  });
});

describe("skippedInWords", () => {
  it("gives the most frequent reason first", () => {
    const counts = { ...NOTHING, skipped: 3, skipped_by_reason: { withdrew: 1, quiet_hours: 2 } };
    expect(skippedInWords(counts)).toBe("2 in quiet hours, 1 withdrew");
  });

  it("says nothing where nobody was skipped, or where reasons are not told", () => {
    expect(skippedInWords(NOTHING)).toBe("");
    expect(skippedInWords({ ...NOTHING, skipped: 2 })).toBe("");
  });
});
