import { useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import { fromStart } from "@/api/start";
import type { IsoDate } from "@/api/types";

/** How the call of `today` goes, as the viewer may see it. */
export function useCall(today: IsoDate | undefined) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.call(userId, today ?? ""),
    queryFn: ({ queryKey, signal }) =>
      fromStart(queryKey, () => bodyOf(client.GET("/api/calls/today", { signal }))),
    enabled: today !== undefined && userId !== 0,
  });
}
