import type { PromotionPreview } from "@/api/types";
import { type ClockTimes, clockTimes, instantOf } from "@/lib/zones";
import { people } from "./words";

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
  reminder: Moment;
  start: Moment;
  voiceCheck: Moment;
  /** Whether those missing in voice hear once more. */
  checksVoice: boolean;
  /** Whether somebody else's campaign asks today. */
  othersAsk: boolean;
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
    reminder: { times: times(reminder), inSeconds: reminder > usualReminder ? REMINDER_AT_ONCE : null },
    start: { times: times(start), inSeconds: startIsLate ? START_AT_ONCE : null },
    voiceCheck: { times: times(voiceCheck), inSeconds: startIsLate ? START_AT_ONCE + voiceAfter : null },
    checksVoice: preview.voice_check,
    othersAsk: preview.others_ask,
  };
}

/** "at 20:45", or "in 10 seconds" where the time has passed. */
export function whenInWords(moment: Moment): string {
  return moment.inSeconds === null ? `at ${moment.times.community}` : `in ${moment.inSeconds} seconds`;
}

/** What has passed and what follows from it; null while everything leaves at its usual time. */
export function lateInWords(plan: Plan): string | null {
  if (plan.reminder.inSeconds === null) return null;
  if (plan.start.inSeconds === null) {
    return `${plan.usual.reminder} has passed, so the reminder leaves in ${plan.reminder.inSeconds} seconds.`;
  }
  return (
    `${plan.usual.start} has passed, so the reminder leaves in ${plan.reminder.inSeconds} seconds ` +
    `and the start message in ${plan.start.inSeconds}.`
  );
}

/** What confirming does, in one sentence; null where nobody would be asked. */
export function whatHappens(plan: Plan, recipients: number, dryRun: boolean): string | null {
  const first = whenInWords(plan.reminder);
  const again = whenInWords(plan.start);
  const check = whenInWords(plan.voiceCheck);
  if (dryRun) {
    return (
      `Nobody else is asked. You alone are, on Discord: ${first}, again ${again}` +
      (plan.checksVoice ? `, and once more if you are missing in voice ${check}.` : ".")
    );
  }
  if (recipients === 0) return null;
  const asked = `${people(recipients)} ${recipients === 1 ? "is" : "are"} asked on the channel they chose`;
  const missing = plan.checksVoice ? `; whoever is missing in voice ${check} hears once more` : "";
  const others = plan.othersAsk ? " Whoever hears from today's other campaign is not told twice." : "";
  return `${asked}: ${first}, again ${again}${missing}.${others}`;
}
