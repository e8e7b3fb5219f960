import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { useUserId } from "@/api/queries";
import type { ReadTokenWanted } from "@/api/types";

const all = ["readTokens"] as const;

/** With which tokens other programs read; for admins. */
export function useTokens() {
  const userId = useUserId();
  return useQuery({
    queryKey: [...all, userId],
    queryFn: ({ signal }) => bodyOf(client.GET("/api/admin/tokens", { signal })),
    enabled: userId !== 0,
  });
}

/** Makes one; it is in the answer and nowhere else. */
export function useMakeToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ReadTokenWanted) => bodyOf(client.POST("/api/admin/tokens", { body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: all }),
  });
}

export function useRevokeToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      bodyOf(client.DELETE("/api/admin/tokens/{token_id}", { params: { path: { token_id: id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: all }),
  });
}
