import type { IsoDate } from "@/api/types";
import { dateFormat } from "@/lib/dateFormats";

/** A date in two short lines: "28" and "Nov". */
export function dayOfMonth(date: IsoDate, locale: string): { day: string; month: string } {
  const parts = dateFormat(locale, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).formatToParts(new Date(`${date}T00:00:00Z`));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return { day: part("day"), month: part("month") };
}
