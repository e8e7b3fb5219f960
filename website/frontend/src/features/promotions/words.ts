import { t } from "words:promotions";
import type { Campaign, CampaignJob, PromotionPreview } from "@/api/types";
import { pageLanguage } from "@/lib/browser";
import { CHANNELS, channelLabel } from "@/lib/channels";
import { type StepState, stepStateOf } from "./states";

type JobType = CampaignJob["job_type"];
type AnswerPreview = PromotionPreview["answers"][number];

const JOBS = {
  send_reminder_2045: "reminder",
  send_start_2100: "start",
  voice_check_2100: "voice-check",
} as const satisfies Record<JobType, string>;

export function jobLabel(job: JobType): string {
  return t(JOBS[job]);
}

const STEPS = {
  waiting: "step-scheduled",
  sending: "step-sending",
  sent: "step-sent",
  partial: "step-partly-sent",
  failed: "step-failed",
  skipped: "step-left-out",
  cancelled: "step-cancelled",
} as const satisfies Record<StepState, string>;

export function stepInWords(job: CampaignJob, campaign: Pick<Campaign, "status">): string {
  const state = stepStateOf(job, campaign);
  // A look into voice is no message.
  if (job.job_type === "voice_check_2100" && state === "sent") return t("step-done");
  return t(STEPS[state]);
}

const REASONS = {
  quiet_hours: "skip-quiet-hours",
  withdrew: "skip-withdrew",
  opted_out: "skip-opted-out",
  unlinked: "skip-unlinked",
  no_channel: "skip-no-channel",
  already_notified: "skip-already-notified",
  expired: "skip-expired",
  cancelled: "skip-cancelled",
  voice_unknown: "skip-voice-unknown",
  away: "skip-away",
  comes_later: "skip-comes-later",
  erasing: "skip-erasing",
} as const;

/** "Skipped: 2 in quiet hours, 1 withdrew.", the most frequent first; empty where no reason is told. */
export function skippedInWords(counts: CampaignJob["counts"]): string {
  const reasons = Object.entries(REASONS)
    .map(([reason, words]) => ({ words, people: counts.skipped_by_reason[reason] ?? 0 }))
    .filter(({ people }) => people > 0)
    .sort((one, other) => other.people - one.people)
    .map(({ words, people }) => t(words, { people }));
  return reasons.length === 0 ? "" : t("skipped-because", { reasons: listed(reasons) });
}

/** "5 on Discord, 2 on Telegram"; channels that nobody is asked on are not named. */
export function channelsInWords(summary: Campaign["channels_summary"]): string {
  return listed(
    CHANNELS.filter((channel) => summary[channel] > 0).map((channel) =>
      t("on-channel", { people: summary[channel], channel: channelLabel(channel) }),
    ),
  );
}

/** "one, another", in the page's language. */
export function listed(parts: string[]): string {
  return new Intl.ListFormat(pageLanguage(), { type: "unit", style: "short" }).format(parts);
}

/** Whom a campaign asks, in one sentence. */
export function askedInWords(campaign: Campaign): string {
  if (campaign.dry_run) return t("asked-dry");
  return t("asked-who", {
    people: campaign.recipient_count,
    answers: answersOf(campaign),
    channels: channelsInWords(campaign.channels_summary),
  });
}

function answersOf({ include_available, include_maybe }: Campaign): string {
  if (include_available) return include_maybe ? "both" : "available";
  return include_maybe ? "maybe" : "looking";
}

/** How many of these answers' owners cannot be asked, and why; empty where all can. */
export function cannotInWords(answers: readonly AnswerPreview[]): string {
  const notAgreed = answers.reduce((sum, answer) => sum + answer.not_agreed, 0);
  const noChannel = answers.reduce((sum, answer) => sum + answer.no_channel, 0);
  if (notAgreed > 0 && noChannel > 0) {
    return t("cannot-both", { people: notAgreed + noChannel, notAgreed, noChannel });
  }
  if (notAgreed > 0) return t("cannot-not-agreed", { people: notAgreed });
  return noChannel > 0 ? t("cannot-no-channel", { people: noChannel }) : "";
}
