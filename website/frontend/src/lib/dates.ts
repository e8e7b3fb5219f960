import type { IsoDate } from "@/api/types";
import { dateFormat } from "./dateFormats";

/** Calendar dates are handled as text and never meet a time zone; UTC here is only a calculating aid. */
function atUtcMidnight(date: IsoDate): Date {
  return new Date(`${date}T00:00:00Z`);
}

/**
 * Whether a text that anybody may have written is a day of the calendar, `YYYY-MM-DD`. Of this millennium alone: the
 * months around it are days as well then, which those at the ends of what a `Date` writes in four digits are not.
 */
export function isDay(text: string): text is IsoDate {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const day = atUtcMidnight(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The date `days` later (earlier when negative). */
export function addDays(date: IsoDate, days: number): IsoDate {
  const moved = atUtcMidnight(date);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** First and last date of the month that holds `date`. */
export function monthOf(date: IsoDate): { first: IsoDate; last: IsoDate } {
  const first = `${date.slice(0, 8)}01`;
  const next = atUtcMidnight(first);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return { first, last: addDays(next.toISOString().slice(0, 10), -1) };
}

export type DateStyle = "weekday" | "short" | "long" | "full";

const STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  weekday: { weekday: "short" },
  short: { weekday: "short", day: "numeric", month: "short" },
  long: { weekday: "long", day: "numeric", month: "long" },
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};

/** A calendar date in the viewer's words: "Fri, Nov 20", "Friday, November 20". */
export function formatDate(date: IsoDate, style: DateStyle, locale: string): string {
  return dateFormat(locale, { ...STYLES[style], timeZone: "UTC" }).format(atUtcMidnight(date));
}
