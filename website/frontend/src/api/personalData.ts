import type { Availability } from "./types";

/** What everybody may see: no names, no own answers. For the moment in which the viewer changes. */
export function withoutPersonalData(availability: Availability): Availability {
  return {
    ...availability,
    days: availability.days.map(({ date, counts, total }) => ({ date, counts, total })),
  };
}
