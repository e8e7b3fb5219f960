import { describe, expect, it } from "vitest";
import type { Campaign, CampaignJob } from "@/api/types";
import { headlineInWords, standingInWords } from "./standingWords";
import { headlineOf, stepStateOf, stepsOf } from "./states";
import { askedInWords, cannotInWords, channelsInWords, skippedInWords, stepInWords } from "./words";

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

const LJUBLJANA = "Europe/Ljubljana";
const CLOCK = { zone: LJUBLJANA, locale: "en-GB" };

function campaign(change: Partial<Campaign> = {}): Campaign {
  return {
    id: 1,
    campaign_date: "2026-11-20",
    target_timezone: LJUBLJANA,
    target_start_time: "21:00",
    include_available: false,
    include_maybe: false,
    dry_run: false,
    status: "scheduled",
    over: false,
    recipient_count: 6,
    channels_summary: { discord: 4, telegram: 2, signal: 0, push: 0 },
    jobs: JOBS,
    counts: NOTHING,
    voice: null,
    mine: true,
    can_cancel: true,
    created_at: "2026-11-20T19:15:00Z",
    updated_at: "2026-11-20T19:15:00Z",
    ...change,
  };
}

const JOBS = [
  job({ id: 1, job_type: "send_reminder_2045", run_at: "2026-11-20T19:45:00Z" }),
  job({ id: 2, job_type: "send_start_2100", run_at: "2026-11-20T20:00:00Z" }),
  job({ id: 3, job_type: "voice_check_2100", run_at: "2026-11-20T20:00:30Z" }),
];

/** The jobs once the first `number` of them are over. */
function doneTo(number: number): CampaignJob[] {
  return JOBS.map((each, index) => (index < number ? { ...each, status: "sent" as const } : each));
}

describe("a campaign", () => {
  it.each([
    ["scheduled", false, "Scheduled"],
    ["running", false, "Under way"],
    ["sent", false, "Under way"],
    ["partial", false, "Under way"],
    ["sent", true, "Over"],
    ["partial", true, "Over"],
    ["followup_sent", true, "Over"],
    ["failed", true, "Failed"],
    ["cancelled", true, "Cancelled"],
  ] as const)("that is %s, over: %s, is “%s”", (status, over, words) => {
    expect(headlineInWords({ status, over })).toBe(words);
  });

  const told = { ...NOTHING, delivered: 5, failed: 1 };

  it.each([
    ["6 people are asked at 20:45.", {}],
    ["1 person is asked at 20:45.", { recipient_count: 1 }],
    ["2 of 6 told so far.", { status: "running", counts: { ...NOTHING, delivered: 2, pending: 4 } }],
    ["5 of 6 told, again at 21:00.", { status: "running", jobs: doneTo(1), counts: told }],
    ["5 of 6 told; next, who is in voice.", { status: "partial", jobs: doneTo(2), counts: told }],
    ["5 of 6 told.", { status: "partial", over: true, jobs: doneTo(3), counts: told }],
    [
      "5 of 6 told, 3 of 5 in voice.",
      { status: "followup_sent", over: true, counts: told, voice: { expected: 5, present: 3 } },
    ],
    ["Nobody could be reached.", { status: "failed", over: true }],
    ["It was stopped before anything was sent.", { status: "cancelled", over: true }],
    ["It was stopped after 5 people were told.", { status: "cancelled", over: true, counts: told }],
  ] as const)("says “%s”", (words, change) => {
    expect(standingInWords(campaign(change as Partial<Campaign>), CLOCK)).toBe(words);
  });

  it("names the answers and the channels that it asks on", () => {
    const words = (include_available: boolean, include_maybe: boolean) =>
      askedInWords(campaign({ include_available, include_maybe }));
    expect(words(false, false)).toBe("6 people who said looking: 4 on Discord, 2 on Telegram.");
    expect(words(true, false)).toContain("who said looking or available:");
    expect(words(false, true)).toContain("who said looking or maybe:");
    expect(words(true, true)).toContain("who said looking, available or maybe:");
    expect(askedInWords(campaign({ dry_run: true }))).toBe("Nobody but its promoter is asked, on Discord.");
    expect(channelsInWords({ discord: 0, telegram: 0, signal: 0, push: 0 })).toBe("");
  });

  it("that was cancelled has no line for what it never came to", () => {
    const stopped = JOBS.map((each) => ({ ...each, status: "skipped" as const }));
    expect(stepsOf({ status: "cancelled", jobs: stopped })).toEqual([]);
    const [reminder, ...others] = stopped;
    const told = { ...reminder, counts: { ...NOTHING, delivered: 2 } } as CampaignJob;
    expect(stepsOf({ status: "cancelled", jobs: [told, ...others] })).toEqual([told]);
  });

  it("whose reminder was left out has no line for it, but for a check that is switched off", () => {
    const [reminder, start, check] = JOBS as [CampaignJob, CampaignJob, CampaignJob];
    const off = { ...check, status: "skipped" as const };
    const jobs = [{ ...reminder, status: "skipped" as const }, start, off];
    expect(stepsOf({ status: "scheduled", jobs })).toEqual([start, off]);
  });

  it("is under way until it is over", () => {
    expect(headlineOf({ status: "sent", over: false })).toBe("under-way");
  });
});

describe("who cannot be asked", () => {
  const answer = { status: "LOOKING" as const, people: 3, reached: 1, told: 0, told_at: null };

  it.each([
    ["", 0, 0],
    ["1 cannot be asked: they have not agreed to be asked.", 1, 0],
    ["2 cannot be asked: they have not agreed to be asked.", 2, 0],
    ["1 cannot be asked: no channel leads to them.", 0, 1],
    ["3 cannot be asked: 2 have not agreed to be asked, to 1 no channel leads.", 2, 1],
  ])("is said as “%s”", (words, not_agreed, no_channel) => {
    expect(cannotInWords([{ ...answer, not_agreed, no_channel }])).toBe(words);
  });
});

describe("skippedInWords", () => {
  it("gives the most frequent reason first", () => {
    const counts = { ...NOTHING, skipped: 3, skipped_by_reason: { withdrew: 1, quiet_hours: 2 } };
    expect(skippedInWords(counts)).toBe("Skipped: 2 in quiet hours, 1 withdrew.");
  });

  it("says nothing where nobody was skipped, or where reasons are not told", () => {
    expect(skippedInWords(NOTHING)).toBe("");
    expect(skippedInWords({ ...NOTHING, skipped: 2 })).toBe("");
  });
});
