import { useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import { fromStart } from "@/api/start";

/** Until when the viewer is away; asked of those who are linked alone. */
export function useAway(linked: boolean) {
  const queryKey = keys.away(useUserId());
  return useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      fromStart(queryKey, () => bodyOf(client.GET("/api/availability/away", { signal }))),
    enabled: linked,
  });
}
