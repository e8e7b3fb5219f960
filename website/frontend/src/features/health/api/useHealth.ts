import { useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";

/** The bot reports once a minute. */
const AGAIN_AFTER = 60_000;

/** How everything does; looked at again while the page is seen. */
export function useHealth() {
  return useQuery({
    queryKey: [...keys.identity, "health"],
    queryFn: ({ signal }) => bodyOf(client.GET("/api/admin/health", { signal })),
    refetchInterval: AGAIN_AFTER,
  });
}
