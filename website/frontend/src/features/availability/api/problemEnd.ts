import type { QueryClient } from "@tanstack/react-query";
import { covers } from "@/api/keys";
import type { IsoDate } from "@/api/types";

export const ANSWER_KEY = ["answer"] as const;
export const PROBLEM_LASTS = 15_000;

/**
 * Calls `end` once a refused save is no news any more: an answer was saved since, the date's answers could not
 * be read and now can again, or 15 seconds have passed. A read that merely follows the refusal says nothing of
 * saving. Returns how to stop waiting.
 */
export function whenProblemEnds(queryClient: QueryClient, date: IsoDate, end: () => void): () => void {
  let unreadable = false;
  const stopReads = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || !covers(event.query.queryKey, date)) return;
    if (event.action.type === "failed" || event.action.type === "error") unreadable = true;
    if (event.action.type === "success" && !event.action.manual && unreadable) end();
  });
  const stopSaves = queryClient.getMutationCache().subscribe((event) => {
    if (event.type !== "updated" || event.mutation.options.mutationKey?.[0] !== ANSWER_KEY[0]) return;
    if (event.action.type === "success") end();
  });
  const timer = setTimeout(end, PROBLEM_LASTS);
  return () => {
    stopReads();
    stopSaves();
    clearTimeout(timer);
  };
}
