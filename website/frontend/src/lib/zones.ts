import type { IsoDate } from "@/api/types";
import { zoneOf } from "./browser";
import { clockOf, dateFormat } from "./dateFormats";

/** The zone itself, or UTC where it is newer than this browser: a page that says less is better than none. */
export function sayableZone(zone: string): string {
  return zoneOf(zone) ?? "UTC";
}

/** How far `zone` is ahead of UTC at `instant` (milliseconds since 1970), in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = clockOf(sayableZone(zone)).formatToParts(instant);
  const field = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    field("year"),
    field("month") - 1,
    field("day"),
    field("hour"),
    field("minute"),
    field("second"),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which the clocks in `zone` show `date` `time` (HH:MM), in milliseconds since 1970.
 * A time that the change to summer time skips gives the instant an hour later on the wall.
 */
export function instantOf(date: IsoDate, time: string, zone: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}

/** A wall-clock time in the viewer's way of writing it ("21:00", "9:00 PM"). */
export function formatTime(instant: number, zone: string, locale: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  return dateFormat(locale, { ...options, timeZone: sayableZone(zone) }).format(instant);
}

/** A wall-clock time (HH:MM), of whatever zone, in the viewer's way of writing it. */
export function clockTime(time: string, locale: string): string {
  return formatTime(Date.parse(`1970-01-01T${time}Z`), "UTC", locale);
}

/** As `formatTime`, with the seconds where there are any: "21:00", but "21:00:30". */
export function formatExactTime(instant: number, zone: string, locale: string): string {
  if (Math.floor(instant / 1000) % 60 === 0) return formatTime(instant, zone, locale);
  const options: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit", second: "2-digit" };
  return dateFormat(locale, { ...options, timeZone: sayableZone(zone) }).format(instant);
}

export interface ClockTimes {
  /** As the community's clocks show it. */
  community: string;
  /** As the viewer's clocks show it, null where they show the same time on the same date. */
  viewer: string | null;
}

/**
 * An instant of the community's `date`, to the second, on its clocks and on those of a viewer elsewhere. Where
 * this browser does not know the community's zone, the viewer's clock stands for both.
 */
export function clockTimes(
  instant: number,
  date: IsoDate,
  communityZone: string,
  viewerZone: string,
  locale: string,
): ClockTimes {
  if (zoneOf(communityZone) === null) {
    return { community: formatExactTime(instant, viewerZone, locale), viewer: null };
  }
  const community = formatExactTime(instant, communityZone, locale);
  if (offsetAt(instant, communityZone) === offsetAt(instant, viewerZone)) return { community, viewer: null };
  const viewer = formatExactTime(instant, viewerZone, locale);
  const viewerDate = new Date(instant + offsetAt(instant, viewerZone)).toISOString().slice(0, 10);
  if (viewerDate === date) return { community, viewer };
  const weekday = dateFormat(locale, { weekday: "short", timeZone: viewerZone }).format(instant);
  return { community, viewer: `${weekday} ${viewer}` };
}

/** When a session of `date` starts, for the community and for a viewer in another zone. */
export function startTimes(
  date: IsoDate,
  time: string,
  communityZone: string,
  viewerZone: string,
  locale: string,
): ClockTimes {
  if (zoneOf(communityZone) === null) {
    return { community: formatTime(Date.parse(`${date}T${time}:00Z`), "UTC", locale), viewer: null };
  }
  return clockTimes(instantOf(date, time, communityZone), date, communityZone, viewerZone, locale);
}

/** "Europe/Ljubljana" as a person says it: "Ljubljana". */
export function placeOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
