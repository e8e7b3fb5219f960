import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";

/** What admins did, the latest first, some at a time. */
export function useActs() {
  return useInfiniteQuery({
    queryKey: [...keys.identity, "acts"],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        client.GET("/api/admin/audit", {
          params: { query: pageParam === null ? {} : { before: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.more ? (page.acts.at(-1)?.id ?? null) : null),
  });
}

/** Takes an act back. It may concern anything, so everything is read anew. */
export function useUndo() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (actId: number) =>
      bodyOf(client.POST("/api/admin/audit/{act_id}/undo", { params: { path: { act_id: actId } } })),
    onSettled: () => queryClient.invalidateQueries(),
  });
}
