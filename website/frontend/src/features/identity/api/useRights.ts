import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import type { Tier } from "@/api/types";

/** Shorter search texts are not sent. */
export const SHORTEST_SEARCH = 2;

/** Who has which right. */
export function useRights() {
  return useQuery({
    queryKey: [...keys.identity, "rights"],
    queryFn: ({ signal }) => bodyOf(client.GET("/api/admin/rights", { signal })),
  });
}

/** Who may be meant by a part of a name, or by a Discord id. */
export function usePeopleSearch(text: string) {
  return useQuery({
    queryKey: [...keys.identity, "rights", "search", text],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/admin/rights/search", { params: { query: { q: text } }, signal })),
    enabled: text.length >= SHORTEST_SEARCH,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export interface RightChange {
  discordUserId: string;
  /** Null takes it away. */
  tier: Tier | null;
}

/** Gives or takes a right. One's own may be among them, so everything about who looks is read anew. */
export function useSetRight() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ discordUserId, tier }: RightChange) => {
      const params = { path: { discord_user_id: discordUserId } };
      return tier === null
        ? bodyOf(client.DELETE("/api/admin/rights/{discord_user_id}", { params }))
        : bodyOf(client.PUT("/api/admin/rights/{discord_user_id}", { params, body: { tier } }));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.identity }),
  });
}
