import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { ApiError } from "@/api/errors";
import { type AskedAnswers, keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import { shouldRetry } from "@/api/queryClient";
import type { PromotionPreview } from "@/api/types";

/** People opt in and out, and times pass, without a notice to this page. */
const LOOK_AGAIN_EVERY = 15_000;

/** After a time has passed by our reckoning the server may still be a moment behind. */
const MARGIN = 500;

/**
 * Milliseconds until a preview is to be read again: soon after the next of its times, at which what it says of
 * them ends to be true.
 */
export function lookAgainAfter(preview: PromotionPreview | undefined, now: number): number {
  if (!preview) return LOOK_AGAIN_EVERY;
  const untilTimes = Object.values(preview.scheduled_times)
    .map((time) => Date.parse(time) - now + MARGIN)
    .filter((wait) => wait > 0);
  return Math.min(LOOK_AGAIN_EVERY, ...untilTimes);
}

/** The operator's decision: asking at once again changes nothing. */
function isSwitchedOff(error: unknown): boolean {
  return error instanceof ApiError && error.code === "promotions_off";
}

/** Whom a campaign that is created now would ask, and when; `clockOffset` is the server's clock less ours. */
export function usePreview(asked: AskedAnswers, clockOffset: number) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.preview(userId, asked),
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/availability/promotions/preview", {
          params: {
            query: { include_available: asked.includeAvailable, include_maybe: asked.includeMaybe },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: (failures, error) => !isSwitchedOff(error) && shouldRetry(failures, error),
    refetchInterval: ({ state }) =>
      !isSwitchedOff(state.error) && lookAgainAfter(state.data, Date.now() + clockOffset),
  });
}
