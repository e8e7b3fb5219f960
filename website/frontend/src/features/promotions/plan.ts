import { t } from "words:promoting";
import type { PromotionPreview } from "@/api/types";
import { type ClockTimes, clockTimes, instantOf } from "@/lib/zones";

/** How soon a job runs whose time has passed when its campaign is created (the promote document). */
const REMINDER_AT_ONCE = 10;
const START_AT_ONCE = 20;

/** One moment of a campaign that would be created now. */
export interface Moment {
  times: ClockTimes;
  /** Where its time has passed: the seconds after which it happens instead. */
  inSeconds: number | null;
}

export interface Plan {
  /** The wall clock's times as the settings have them, which may have passed. */
  usual: { reminder: string; start: string };
  /** Null where it is left out, because the start says it all. */
  reminder: Moment | null;
  start: Moment;
  /** Null where nobody looks. */
  voiceCheck: Moment | null;
  /** Whether those missing in voice hear once more. */
  followsUp: boolean;
}

/** The viewer as far as times are concerned. */
export interface Clock {
  zone: string;
  locale: string;
}

/** When the messages of a campaign that is created now would leave. */
export function planOf(preview: PromotionPreview, communityZone: string, viewer: Clock): Plan {
  const date = preview.campaign_date;
  const usualReminder = instantOf(date, preview.reminder_time_cet, communityZone);
  const usualStart = instantOf(date, preview.target_time_cet, communityZone);
  const reminder = Date.parse(preview.scheduled_times.reminder_2045_cet);
  const start = Date.parse(preview.scheduled_times.start_2100_cet);
  const voiceCheck = Date.parse(preview.scheduled_times.voice_check_after_start);
  const times = (instant: number) => clockTimes(instant, date, communityZone, viewer.zone, viewer.locale);
  const startIsLate = start > usualStart;
  const voiceAfter = Math.round((voiceCheck - start) / 1000);
  return {
    usual: { reminder: times(usualReminder).community, start: times(usualStart).community },
    reminder: preview.reminds
      ? { times: times(reminder), inSeconds: reminder > usualReminder ? REMINDER_AT_ONCE : null }
      : null,
    start: { times: times(start), inSeconds: startIsLate ? START_AT_ONCE : null },
    voiceCheck: preview.voice_check
      ? { times: times(voiceCheck), inSeconds: startIsLate ? START_AT_ONCE + voiceAfter : null }
      : null,
    followsUp: preview.follows_up,
  };
}

/** What has passed and what follows from it; null while everything leaves at its usual time. */
export function lateInWords({ usual, reminder, start }: Plan): string | null {
  if (start.inSeconds !== null) return t("late-start", { usual: usual.start });
  if (reminder === null) return t("late-start", { usual: usual.reminder });
  if (reminder.inSeconds === null) return null;
  return t("late-reminder", { usual: usual.reminder, seconds: reminder.inSeconds });
}

/** What confirming does, in one sentence; `people`: how many would hear something. */
export function whatHappens(plan: Plan, people: number): string {
  const { reminder, start, followsUp } = plan;
  const at = { start: start.times.community, check: plan.voiceCheck?.times.community ?? "" };
  if (reminder === null) {
    if (followsUp) return t("asks-once-and-checks", { people, ...at });
    return t("asks-once", { people, start: at.start, seconds: start.inSeconds ?? 0 });
  }
  const first = { people, first: reminder.times.community, seconds: reminder.inSeconds ?? 0 };
  return followsUp
    ? t("asks-twice-and-checks", { ...first, ...at })
    : t("asks-twice", { ...first, start: at.start });
}

/** What a dry run does, in one sentence. */
export function whatDryRunDoes(plan: Plan): string {
  const { reminder, start, followsUp } = plan;
  const at = { start: start.times.community, check: plan.voiceCheck?.times.community ?? "" };
  if (reminder === null) {
    if (followsUp) return t("dry-asks-once-and-checks", at);
    return t("dry-asks-once", { start: at.start, seconds: start.inSeconds ?? 0 });
  }
  const first = { first: reminder.times.community, seconds: reminder.inSeconds ?? 0 };
  return followsUp
    ? t("dry-asks-twice-and-checks", { ...first, ...at })
    : t("dry-asks-twice", { ...first, start: at.start });
}

/** Why nobody would be reached. */
export function whyNobody({ answers, recipient_count }: PromotionPreview): string {
  if (recipient_count > 0) return t("everybody-was-told");
  return t(answers.some((answer) => answer.people > 0) ? "nobody-can-be-asked" : "nobody-answered");
}
