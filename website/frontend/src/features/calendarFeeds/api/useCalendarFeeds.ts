import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";

/** Where the viewer's own calendar is, if anywhere, and everybody's. */
export function useCalendarFeeds() {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.calendarFeeds(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/calendar-feeds", { signal })),
    enabled: userId !== 0,
  });
}

/** Makes an address, or another in its place. */
export function useRenewFeed() {
  const queryClient = useQueryClient();
  const queryKey = keys.calendarFeeds(useUserId());
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/api/calendar-feeds/own")),
    onSuccess: (made) => queryClient.setQueryData(queryKey, made),
  });
}

/** Lets the address lead nowhere. */
export function useStopFeed() {
  const queryClient = useQueryClient();
  const queryKey = keys.calendarFeeds(useUserId());
  return useMutation({
    mutationFn: () => bodyOf(client.DELETE("/api/calendar-feeds/own")),
    onSuccess: () => queryClient.invalidateQueries({ queryKey }),
  });
}
