import type { IsoDate } from "../api/types";

/** How far `zone` is ahead of UTC at `instant` (milliseconds since 1970), in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
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
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZone: zone }).format(
    instant,
  );
}

export interface StartTimes {
  /** As the community's clocks show it. */
  community: string;
  /** As the viewer's clocks show it, null where they show the same time on the same date. */
  viewer: string | null;
}

/** When a session of `date` starts, for the community and for a viewer in another zone. */
export function startTimes(
  date: IsoDate,
  time: string,
  communityZone: string,
  viewerZone: string,
  locale: string,
): StartTimes {
  const start = instantOf(date, time, communityZone);
  const community = formatTime(start, communityZone, locale);
  if (offsetAt(start, communityZone) === offsetAt(start, viewerZone)) return { community, viewer: null };
  const viewer = formatTime(start, viewerZone, locale);
  const viewerDate = new Date(start + offsetAt(start, viewerZone)).toISOString().slice(0, 10);
  if (viewerDate === date) return { community, viewer };
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: viewerZone }).format(start);
  return { community, viewer: `${weekday} ${viewer}` };
}

/** "Europe/Ljubljana" as a person says it: "Ljubljana". */
export function placeOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
