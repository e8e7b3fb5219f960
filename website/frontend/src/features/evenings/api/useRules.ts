import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { EveningRule } from "@/api/types";

/** What admins say of one weekday: all of it, as it is saved. */
export type Rule = Omit<EveningRule, "updated_at">;

/** What holds on each weekday, Monday first, and what where nothing is said of it. */
export function useRules() {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.eveningRules(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/evening-rules", { signal })),
    enabled: userId !== 0,
  });
}

/** Saves the rule of a weekday; the others keep theirs. */
export function useSaveRule() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  const queryKey = keys.eveningRules(userId);
  return useMutation({
    scope: { id: "evening-rules" },
    mutationFn: (rule: Rule) => bodyOf(client.PUT("/api/evening-rules", { body: { rules: [rule] } })),
    onSuccess: async (saved) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, saved);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey }),
  });
}
