import { useQuery } from "@tanstack/react-query";
import { viewerLocale } from "@/lib/browser";
import { clockTime } from "@/lib/zones";
import { bodyOf, client } from "./client";
import { keys } from "./keys";
import { useUserId } from "./queries";
import type { Details, Status } from "./types";

/** What the viewer mostly answers. It follows from answers for days that are past, and from what they set. */
export function useUsual(staleTime = 15 * 60_000) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.usual(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/availability/usual", { signal })),
    staleTime,
    enabled: userId !== 0,
  });
}

/** What the message `words` of `words:usual` needs. */
export function usualWords(answer: Pick<Details, "arrives_at" | "only_if"> & { status: Status }) {
  return {
    status: answer.status,
    from: answer.arrives_at ? clockTime(answer.arrives_at, viewerLocale()) : "start",
    count: answer.only_if ?? 0,
  };
}
