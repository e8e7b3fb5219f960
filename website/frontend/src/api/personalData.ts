import type { Availability, LiveStatus, Presence } from "./types";

/** What everybody may see: no names, no own answers. For the moment in which the viewer changes. */
export function withoutPersonalData(availability: Availability): Availability {
  return {
    ...availability,
    days: availability.days.map(({ date, counts, total }) => ({ date, counts, total })),
  };
}

/** As `withoutPersonalData`, of who is there now. */
export function withoutNames<Status extends LiveStatus>(status: Status): Status {
  return { ...status, voice: numbersOf(status.voice), server: numbersOf(status.server) };
}

function numbersOf({ names: _, ...numbers }: Presence): Presence {
  return numbers;
}
