import { t } from "words:channels";
import type { ChannelType, IsoDate, PromotionPreferences, Settings } from "@/api/types";
import { channelLabel } from "@/lib/channels";
import { formatDate } from "@/lib/dates";
import { clockTime, placeOf } from "@/lib/zones";
import { messageOrder, promotionOrder } from "./channels";
import { durationInWords } from "./words";

export interface SummaryLine {
  what: string;
  /** When and where, or that the person does not get it. */
  how: string;
  gets: boolean;
}

/** "Telegram, else Discord"; null where there is none. */
export function inOrder(channels: readonly ChannelType[]): string | null {
  const [first, second, third, fourth] = channels.map((channel) => channelLabel(channel));
  if (first === undefined) return null;
  if (second === undefined) return t("order-one", { first });
  if (third === undefined) return t("order-two", { first, second });
  return fourth === undefined
    ? t("order-three", { first, second, third })
    : t("order-four", { first, second, third, fourth });
}

/** All of it in one plain sentence, from nothing but the settings; a second one where hours are quiet. */
export function sentenceOf(
  settings: Settings,
  preferences: PromotionPreferences,
  locale: string,
  away: IsoDate | null = null,
): string[] {
  const where = inOrder(messageOrder(settings, preferences));
  const asked = askedWhere(settings, preferences);
  const sentence = t("sentence", {
    what: whatComes(where !== null, settings.availability_reminders_enabled, asked !== null),
    where: where ?? "",
    asked: asked ?? "",
  });
  const quiet = quietHours(preferences, locale);
  if (where === null && asked === null) return [sentence];
  const sentences = quiet === null ? [sentence] : [sentence, t("sentence-quiet", quiet)];
  return away === null
    ? sentences
    : [...sentences, t("sentence-away", { date: formatDate(away, "short", locale) })];
}

function whatComes(messages: boolean, checkIn: boolean, asked: boolean) {
  if (!messages) return asked ? "asked" : "none";
  if (checkIn) return asked ? "all" : "check-in";
  return asked ? "ready-asked" : "ready";
}

/** What a person would receive, where, and when not, from nothing but their settings. */
export function summaryOf(
  settings: Settings,
  preferences: PromotionPreferences,
  community: { threshold: number },
  locale: string,
): SummaryLine[] {
  const where = inOrder(messageOrder(settings, preferences));
  const asked = askedWhere(settings, preferences);
  const quiet = quietHours(preferences, locale);
  const count = preferences.notify_threshold || community.threshold;
  const duration = durationInWords(settings.sound_cooldown_seconds);
  return [
    line(
      t("check-in"),
      where !== null && settings.availability_reminders_enabled ? t("check-in-line", { where }) : null,
    ),
    line(t("ready"), where === null ? null : t("ready-line", { where, count })),
    line(t("asked"), asked === null ? null : t("asked-line", { where: asked })),
    line(t("sound"), settings.sound_enabled ? t("sound-line", { duration }) : null),
    line(t("quiet"), quiet === null ? null : t("quiet-line", quiet), t("no-quiet")),
  ];
}

function line(what: string, how: string | null, otherwise = t("nothing")): SummaryLine {
  return { what, how: how ?? otherwise, gets: how !== null };
}

function askedWhere(settings: Settings, preferences: PromotionPreferences): string | null {
  return preferences.allow_promotions ? inOrder(promotionOrder(settings, preferences)) : null;
}

function quietHours(preferences: PromotionPreferences, locale: string) {
  const { start, end } = preferences.quiet_hours;
  if (!start || !end || start === end) return null;
  return {
    from: clockTime(start, locale),
    to: clockTime(end, locale),
    place: placeOf(preferences.timezone),
  };
}
