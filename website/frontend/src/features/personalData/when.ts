import { dateFormat } from "@/lib/dateFormats";

/** The day and the hour at which somebody is erased: "Friday 4 December, 20:30". */
export function whenInWords(instant: string, zone: string, locale: string): string {
  return dateFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
  }).format(new Date(instant));
}
