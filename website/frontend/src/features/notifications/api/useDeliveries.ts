import { useInfiniteQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import type { ChannelType, IsoDate } from "@/api/types";
import { addDays } from "@/lib/dates";

/** What became of messages, by day and channel; a fortnight at a time, the latest first. */
export function useDeliveries() {
  return useInfiniteQuery({
    queryKey: [...keys.identity, "deliveries"],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        client.GET("/api/admin/deliveries", {
          params: { query: pageParam === null ? {} : { to: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as IsoDate | null,
    getNextPageParam: (page) => addDays(page.first, -1),
  });
}

/** Whom a day's messages on a channel did not reach. */
export function useUndelivered(date: IsoDate, channelType: ChannelType) {
  return useInfiniteQuery({
    queryKey: [...keys.identity, "undelivered", date, channelType],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        client.GET("/api/admin/deliveries/people", {
          params: {
            query: { date, channel_type: channelType, ...(pageParam === null ? {} : { before: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.more ? (page.messages.at(-1)?.id ?? null) : null),
  });
}
