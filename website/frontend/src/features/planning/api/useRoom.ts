import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useAccess } from "@/api/queries";
import type { PlanningState } from "@/api/types";
import { VOTE_KEY } from "./usePlanning";

/** Shows the state that an answer brought; reads that began earlier cannot bring the older one back. */
export function useShowState(): (state: PlanningState) => Promise<void> {
  const queryClient = useQueryClient();
  const userId = useAccess().data?.website_user_id ?? 0;
  return async (state) => {
    const queryKey = keys.planningRoom(userId, state.date);
    await queryClient.cancelQueries({ queryKey });
    queryClient.setQueryData(queryKey, state);
    void queryClient.invalidateQueries({ queryKey });
  };
}

/** Reads the room again: what was refused may have been refused because it changed. */
export function useLookAgain(): () => void {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: keys.planning });
}

export function useCreateRoom() {
  const show = useShowState();
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/api/planning/today/create")),
    onSuccess: ({ state }) => show(state),
    onError: lookAgain,
  });
}

/** Marks the viewer as looking tonight, unless they are in already. */
export function useJoin() {
  const show = useShowState();
  const lookAgain = useLookAgain();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/api/planning/today/join")),
    onSuccess: ({ state }) => {
      void queryClient.invalidateQueries({ queryKey: keys.availability });
      return show(state);
    },
    onError: lookAgain,
  });
}

export function useSuggest() {
  const show = useShowState();
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: (name: string) => bodyOf(client.POST("/api/planning/today/suggestions", { body: { name } })),
    onSuccess: ({ state }) => show(state),
    onError: lookAgain,
  });
}

/** Votes for a name. `usePlanning` shows it from the first moment; a refused vote is simply no longer pending. */
export function useVote() {
  const show = useShowState();
  const lookAgain = useLookAgain();
  return useMutation({
    mutationKey: VOTE_KEY,
    scope: { id: VOTE_KEY[0] },
    mutationFn: (suggestionId: number) =>
      bodyOf(client.POST("/api/planning/today/vote", { body: { suggestion_id: suggestionId } })),
    onSuccess: ({ state }) => show(state),
    onError: lookAgain,
  });
}

/** Asks for more players in the room's thread. */
export function usePing() {
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: () => bodyOf(client.POST("/api/planning/today/ping")),
    onSettled: lookAgain,
  });
}
