import type { Campaign, CampaignJob, Recipient } from "@/api/types";
import { CHANNEL_LABELS } from "@/lib/channels";

type JobType = CampaignJob["job_type"];
type Reason = keyof CampaignJob["counts"]["skipped_by_reason"];

const CAMPAIGN_STATUSES: Record<Campaign["status"], string> = {
  scheduled: "Scheduled",
  running: "Sending",
  sent: "Sent",
  partial: "Partly sent",
  failed: "Failed",
  followup_sent: "Follow-up sent",
  cancelled: "Cancelled",
};

export function statusInWords(campaign: Pick<Campaign, "status">): string {
  return CAMPAIGN_STATUSES[campaign.status];
}

export const JOB_LABELS: Record<JobType, string> = {
  send_reminder_2045: "Reminder",
  send_start_2100: "Start",
  voice_check_2100: "Voice check",
};

/** How a step of the timeline stands. Each has a shape and a word of its own. */
export type StepState = "waiting" | "sending" | "sent" | "partial" | "failed" | "skipped" | "cancelled";

const STEP_LABELS: Record<StepState, string> = {
  waiting: "Scheduled",
  sending: "Sending",
  sent: "Sent",
  partial: "Partly sent",
  failed: "Failed",
  skipped: "Left out",
  cancelled: "Cancelled",
};

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
function missedOf(counts: CampaignJob["counts"]): number {
  return counts.failed + counts.unknown + (counts.skipped_by_reason.expired ?? 0);
}

export function stepInWords(job: CampaignJob, campaign: Pick<Campaign, "status">): string {
  const state = stepStateOf(job, campaign);
  if (job.job_type === "voice_check_2100" && state === "sent") return "Done";
  return STEP_LABELS[state];
}

const REASONS: Record<Reason, string> = {
  quiet_hours: "in quiet hours",
  withdrew: "withdrew",
  opted_out: "opted out",
  unlinked: "no longer linked",
  no_channel: "without a working channel",
  already_notified: "asked already",
  expired: "too late to be of use",
  cancelled: "cancelled before it was sent",
  voice_unknown: "left alone, as voice could not be read",
};

/** "2 in quiet hours, 1 withdrew", the most frequent first; empty where nobody was skipped. */
export function skippedInWords(counts: CampaignJob["counts"]): string {
  return (Object.keys(REASONS) as Reason[])
    .map((reason) => ({ reason, number: counts.skipped_by_reason[reason] ?? 0 }))
    .filter(({ number }) => number > 0)
    .sort((one, other) => other.number - one.number)
    .map(({ reason, number }) => `${number} ${REASONS[reason]}`)
    .join(", ");
}

/** "1 person", "7 people". */
export function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

/** "5 on Discord, 2 on Telegram"; channels that nobody is asked on are not named. */
export function channelsInWords(summary: Campaign["channels_summary"]): string {
  return (Object.keys(CHANNEL_LABELS) as Recipient["selected_channel"][])
    .filter((channel) => summary[channel] > 0)
    .map((channel) => `${summary[channel]} on ${CHANNEL_LABELS[channel]}`)
    .join(", ");
}

/** Whose answers a campaign asks: "looking", "looking or maybe", "looking, available or maybe". */
export function askedInWords(campaign: Pick<Campaign, "include_available" | "include_maybe">): string {
  if (campaign.include_available && campaign.include_maybe) return "looking, available or maybe";
  if (campaign.include_available) return "looking or available";
  return campaign.include_maybe ? "looking or maybe" : "looking";
}

/** A campaign that stands: it keeps its promoter from starting another one today. */
export function stands(campaign: Campaign | null | undefined): campaign is Campaign {
  return campaign != null && campaign.status !== "cancelled";
}

/** Whether nothing more will come of it. */
export function isOver(campaign: Pick<Campaign, "status">): boolean {
  return ["followup_sent", "failed", "cancelled"].includes(campaign.status);
}
