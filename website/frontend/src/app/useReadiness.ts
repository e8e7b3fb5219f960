import { useEffect, useMemo } from "react";
import { useCommunity } from "@/api/queries";
import type { Readiness } from "@/api/types";
import { useDaysAhead } from "@/features/availability/api/useDaysAhead";
import { setBadge } from "@/lib/browser";
import { eveningOn } from "@/lib/evenings";

/** Whether tonight has enough, on every place of the page; the icon's badge says how many are looking. */
export function useReadiness(): Readiness | null {
  const community = useCommunity().data;
  // Asked on every place, so that an answer without days costs the places that show them alone.
  const tonight = useDaysAhead(community?.today).data?.days?.[0];
  const date = tonight?.date === community?.today ? tonight?.date : undefined;
  const looking = tonight?.counts.LOOKING ?? 0;
  const evening = community && eveningOn(community, community.today);
  const ready = evening?.session === true && looking >= evening.threshold;

  useEffect(() => {
    if (date !== undefined) setBadge(looking);
  }, [date, looking]);

  return useMemo(() => (date === undefined ? null : { date, ready }), [date, ready]);
}
