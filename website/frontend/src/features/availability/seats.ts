import type { Day, Status } from "@/api/types";

/** One place: somebody, or nobody yet. */
export interface Seat {
  /** Null for an empty place. */
  status: Exclude<Status, "NOT_PLAYING"> | null;
  /** Null where names are not for this viewer. */
  name: string | null;
  userId: number | null;
  /** Where their picture is on this site. */
  avatar: string | null;
  /** Whether somebody who is in comes after the start. */
  late: boolean;
}

export interface Seats {
  /** The places that a session needs; as many as the threshold. */
  needed: Seat[];
  /** Those who come on top, or could. */
  further: Seat[];
  /** How many more there are than places. */
  more: number;
}

const SEATED = ["LOOKING", "AVAILABLE", "MAYBE"] as const;
const EMPTY: Seat = { status: null, name: null, userId: null, avatar: null, late: false };

/**
 * Who sits where. The places that are needed belong to those who are looking, so an empty one is somebody who is
 * missing; behind the gap, on as many places, sit further ones who are looking, then those who could play, then the
 * maybes.
 */
export function seatsOf(day: Pick<Day, "counts" | "users_by_status">, threshold: number): Seats {
  const people = SEATED.flatMap((status) =>
    Array.from({ length: day.counts[status] }, (_, index): Seat => {
      const user = day.users_by_status?.[status][index];
      return {
        status,
        name: user?.display_name ?? null,
        userId: user?.user_id ?? null,
        avatar: user?.avatar ?? null,
        late: status === "LOOKING" && Boolean(user?.arrives_at),
      };
    }),
  );
  const looking = people.slice(0, day.counts.LOOKING);
  const needed = filled(looking.slice(0, threshold), threshold);
  const others = [...looking.slice(threshold), ...people.slice(day.counts.LOOKING)];
  // The last place says how many more there are.
  const shown = others.length > threshold ? Math.max(0, threshold - 1) : threshold;
  return {
    needed,
    further: filled(others.slice(0, shown), shown),
    more: Math.max(0, others.length - shown),
  };
}

function filled(people: Seat[], places: number): Seat[] {
  return [...people, ...Array<Seat>(Math.max(0, places - people.length)).fill(EMPTY)];
}
