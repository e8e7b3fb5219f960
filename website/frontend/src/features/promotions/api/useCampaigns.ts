import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";

const PAGE_SIZE = 30;

/** All campaigns, newest first; `showOlder` adds a page of older ones. */
export function useCampaigns(enabled: boolean) {
  const userId = useUserId();
  const query = useInfiniteQuery({
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
  const shown = query.data?.pages.length ?? 0;
  const [wanted, setWanted] = useState(0);
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const loadingOlder = wanted > shown && hasNextPage && !isFetchNextPageError;

  // Whatever has everything read anew calls off a page that is on its way, and the other way round: so one
  // waits for the other, and what was asked for is asked for again.
  useEffect(() => {
    if (loadingOlder && !isFetching) void fetchNextPage();
  }, [loadingOlder, isFetching, fetchNextPage]);

  function showOlder() {
    setWanted(shown + 1);
    if (isFetchNextPageError) void fetchNextPage();
  }

  return { query, loadingOlder, showOlder };
}
