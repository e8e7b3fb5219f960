import type { Campaign, CampaignJob } from "@/api/types";

type Counts = CampaignJob["counts"];

/** How a campaign stands, in one word. */
export type Headline = "scheduled" | "under-way" | "over" | "failed" | "cancelled";

export function headlineOf({ status, over }: Pick<Campaign, "status" | "over">): Headline {
  if (status === "cancelled" || status === "failed") return status;
  if (over) return "over";
  return status === "scheduled" ? "scheduled" : "under-way";
}

/** How a step of the timeline stands. Each has a shape and a word of its own. */
export type StepState = "waiting" | "sending" | "sent" | "partial" | "failed" | "skipped" | "cancelled";

/** A job that is over has been sent in part where some of its people were not reached, or nobody can tell. */
export function stepStateOf(job: CampaignJob, campaign: Pick<Campaign, "status">): StepState {
  switch (job.status) {
    case "pending":
      return "waiting";
    case "running":
      return "sending";
    case "sent":
      return missedOf(job.counts) > 0 ? "partial" : "sent";
    case "failed":
      return "failed";
    case "skipped":
      return campaign.status === "cancelled" ? "cancelled" : "skipped";
  }
}

/** Who was to hear and did not, or of whom nobody can tell, as far as the viewer is told. */
function missedOf(counts: Counts): number {
  return counts.failed + counts.unknown + (counts.skipped_by_reason.expired ?? 0);
}

/** How many people a step has dealt with or is about to. */
export function peopleOf({ pending, delivered, skipped, failed, unknown }: Counts): number {
  return pending + delivered + skipped + failed + unknown;
}

/**
 * The steps worth a line: not those that a cancelled campaign never came to, and not a reminder that was left out
 * from the start, which says nothing to anybody.
 */
export function stepsOf(campaign: Pick<Campaign, "status" | "jobs">): CampaignJob[] {
  return campaign.jobs.filter((job) => {
    if (peopleOf(job.counts) > 0 || job.status !== "skipped") return true;
    return campaign.status !== "cancelled" && job.job_type !== "send_reminder_2045";
  });
}

/** A campaign that stands: it keeps its promoter from starting another one today. */
export function stands(campaign: Campaign | null | undefined): campaign is Campaign {
  return campaign != null && campaign.status !== "cancelled";
}
