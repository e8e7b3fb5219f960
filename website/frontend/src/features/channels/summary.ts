import type { PromotionPreferences, Settings } from "@/api/types";
import { placeOf } from "@/lib/zones";
import { inOrder, messageOrder, promotionOrder } from "./channels";
import { clockTime, cooldownInWords } from "./words";

export interface SummaryLine {
  what: string;
  /** When and where; null for what the person does not get. */
  how: string | null;
}

/** What a person would receive, where, and when not, from nothing but their settings. */
export function summaryOf(
  settings: Settings,
  preferences: PromotionPreferences,
  community: { threshold: number },
  locale: string,
): SummaryLine[] {
  const where = inOrder(messageOrder(settings, preferences));
  const looking = preferences.notify_threshold || community.threshold;
  return [
    {
      what: "Daily check-in",
      how:
        where && settings.availability_reminders_enabled
          ? `${where}, on days you have not answered for.`
          : null,
    },
    {
      what: "Session ready",
      how:
        where &&
        `${where}, once ${looking} ${looking === 1 ? "is" : "are"} looking, unless you are not playing or gave no answer.`,
    },
    { what: "Promotions", how: promotionsInWords(settings, preferences) },
    {
      what: "Sound",
      how: settings.sound_enabled
        ? `In this page when the session becomes ready, ${cooldownInWords(settings.sound_cooldown_seconds)}.`
        : null,
    },
    { what: "Quiet hours", how: quietInWords(preferences, locale) },
  ];
}

function promotionsInWords(settings: Settings, preferences: PromotionPreferences): string | null {
  if (!preferences.allow_promotions) return null;
  const where = inOrder(promotionOrder(settings, preferences));
  return where && `${where}, when a promoter asks for players.`;
}

function quietInWords(preferences: PromotionPreferences, locale: string): string | null {
  const { start, end } = preferences.quiet_hours;
  if (!start || !end || start === end) return null;
  const from = clockTime(start, locale);
  const to = clockTime(end, locale);
  return `No message from ${from} to ${to}, ${placeOf(preferences.timezone)} time. Promotions are left out; the others come afterwards if that is not too late.`;
}
