import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { isOfOthers, keys } from "./keys";
import type { Access } from "./types";

/**
 * Asks again for everything that depends on who is looking; resolves when the answers are here. Access comes
 * first, because nothing personal is to be asked for once nobody is signed in.
 */
export async function refreshViewer(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.access });
  const availability = queryClient.invalidateQueries({ queryKey: keys.availability });
  const planning = queryClient.invalidateQueries({ queryKey: keys.planning });
  const liveStatus = queryClient.invalidateQueries({ queryKey: keys.liveStatus });
  if (queryClient.getQueryData<Access>(keys.access)?.authenticated) {
    await queryClient.invalidateQueries({
      queryKey: keys.identity,
      predicate: (query) => query.queryKey[1] !== keys.access[1],
    });
  }
  await Promise.all([availability, planning, liveStatus]);
}

/** Reads everything anew, as whoever is signed in by now. */
export async function readEverythingAnew(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.access });
  const access = queryClient.getQueryData<Access>(keys.access);
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) => {
      if (queryKey[0] === keys.identity[0])
        return queryKey[1] !== keys.access[1] && access?.authenticated === true;
      return !isOfOthers(queryKey, access?.website_user_id ?? 0);
    },
  });
}

/** Call after signing in or out, or after a change of the linked player. */
export function useViewerChange(): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(() => refreshViewer(queryClient), [queryClient]);
}
