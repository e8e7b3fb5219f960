import { START_DAYS } from "@/api/start";
import type { IsoDate } from "@/api/types";
import { addDays } from "@/lib/dates";
import { useAvailability } from "./useAvailability";

/** The days from today that the first request of a visit brings, with names where the viewer may see them: what tonight and the week show at first. */
export function useDaysAhead(today: IsoDate | undefined) {
  return useAvailability(
    { from: today ?? "", to: today ? addDays(today, START_DAYS - 1) : "", names: true },
    today !== undefined,
  );
}
