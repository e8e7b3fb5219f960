import { useInfiniteQuery } from "@tanstack/react-query";
import { bodyOf, client } from "../../../api/client";
import { keys } from "../../../api/keys";
import { useUserId } from "./useUserId";

const PAGE_SIZE = 30;

/** All campaigns, newest first; older ones page by page. */
export function useCampaigns(enabled: boolean) {
  const userId = useUserId();
  return useInfiniteQuery({
    queryKey: keys.campaigns(userId),
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        client.GET("/api/availability/promotions/campaigns", {
          params: { query: { limit: PAGE_SIZE, ...(pageParam === null ? {} : { before: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last.more ? (last.campaigns.at(-1)?.id ?? null) : null),
    enabled,
  });
}
