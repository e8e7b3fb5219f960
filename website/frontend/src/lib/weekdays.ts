import { viewerLocale } from "./browser";
import { dateFormat } from "./dateFormats";

const A_MONDAY = Date.UTC(2024, 0, 1);
const A_DAY = 24 * 60 * 60 * 1000;

/** The name of a weekday, 0 Monday to 6 Sunday, in the viewer's language. */
export function weekdayName(weekday: number): string {
  return dateFormat(viewerLocale(), { weekday: "long", timeZone: "UTC" }).format(A_MONDAY + weekday * A_DAY);
}
