import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { holdReads } from "./client";
import { isOfOthers, keys } from "./keys";
import type { Access } from "./types";

/**
 * Asks again for everything that depends on who is looking; resolves when the answers are here. Access comes
 * first, because nothing personal is to be asked for once nobody is signed in.
 */
export async function refreshViewer(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.access });
  await refreshForViewer(queryClient);
}

/** The same once the page knows who is looking. */
async function refreshForViewer(queryClient: QueryClient): Promise<void> {
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

/**
 * Signs in or out by `change`, and asks again for everything that depends on who is looking.
 *
 * What was being read for whom it was is given up, and nothing is read until the page knows who it is: the server
 * would refuse it, which a browser's console shows.
 */
async function changeSession<T>(queryClient: QueryClient, change: () => Promise<T>): Promise<T> {
  try {
    return await holdReads(async () => {
      await queryClient.cancelQueries();
      const answer = await change();
      await queryClient.invalidateQueries({ queryKey: keys.access });
      // Drawn by then: what is not for them any more reads nothing.
      await new Promise((drawn) => setTimeout(drawn));
      return answer;
    });
  } finally {
    await refreshForViewer(queryClient);
    void queryClient.refetchQueries({ type: "active", stale: true }, { cancelRefetch: false });
  }
}

/** Signs in or out by what it is given; resolves when the page knows who is looking and what is theirs. */
export function useSessionChange(): <T>(change: () => Promise<T>) => Promise<T> {
  const queryClient = useQueryClient();
  return useCallback((change) => changeSession(queryClient, change), [queryClient]);
}

/** Call after a change of the linked player. */
export function useViewerChange(): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(() => refreshViewer(queryClient), [queryClient]);
}
