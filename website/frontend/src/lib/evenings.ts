import type { Community, IsoDate } from "@/api/types";

type Evening = Pick<Community["week"][number], "session" | "start_time" | "threshold">;

/** The evening of a date: today's own, else that of its weekday. What was kept by an older page names no weekdays. */
export function eveningOn(community: Community, date: IsoDate): Evening {
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  const known = date === community.today ? community : (community.week?.[weekday] ?? community);
  return { session: known.session ?? true, start_time: known.start_time, threshold: known.threshold };
}
