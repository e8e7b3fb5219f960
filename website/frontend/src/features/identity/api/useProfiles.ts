import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";

const PLAYERS = [...keys.identity, "players"] as const;

/** Which players are listed: `null` whether or not somebody is linked. */
export type Linked = boolean | null;

/** Players by a part of a name, some at a time. */
export function useProfiles(text: string, linked: Linked) {
  return useInfiniteQuery({
    queryKey: [...PLAYERS, text, linked],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        client.GET("/api/admin/players", {
          params: {
            query: {
              q: text,
              ...(linked === null ? {} : { linked }),
              ...(pageParam === null ? {} : { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.more ? (page.players.at(-1)?.guid ?? null) : null),
    placeholderData: keepPreviousData,
  });
}

/** Who signs in here, by a part of a Discord name. */
export function useAccounts(text: string) {
  return useQuery({
    queryKey: [...PLAYERS, "accounts", text],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/admin/players/accounts", { params: { query: { q: text } }, signal })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export type Change =
  | { what: "rename"; guid: string; value: string }
  | { what: "rating"; guid: string; rating: number }
  | { what: "clear-rating"; guid: string }
  | { what: "add-alias"; guid: string; value: string }
  | { what: "remove-alias"; guid: string; value: string }
  | { what: "link"; guid: string; userId: number }
  | { what: "unlink"; guid: string }
  | { what: "detach"; guid: string; value: string }
  | { what: "merge"; guid: string; gone: string; joinsPeople: boolean }
  | { what: "split"; guid: string };

function send(change: Change) {
  const { guid } = change;
  switch (change.what) {
    case "rename":
      return bodyOf(client.POST("/api/admin/players/rename", { body: { guid, name: change.value } }));
    case "rating":
      return bodyOf(client.POST("/api/admin/players/rating", { body: { guid, rating: change.rating } }));
    case "clear-rating":
      return bodyOf(client.POST("/api/admin/players/rating", { body: { guid, rating: null } }));
    case "add-alias":
      return bodyOf(client.POST("/api/admin/players/aliases", { body: { guid, alias: change.value } }));
    case "remove-alias":
      return bodyOf(
        client.POST("/api/admin/players/aliases/remove", { body: { guid, alias: change.value } }),
      );
    case "link":
      return bodyOf(client.POST("/api/admin/players/link", { body: { guid, user_id: change.userId } }));
    case "unlink":
      return bodyOf(client.POST("/api/admin/players/unlink", { body: { guid } }));
    case "detach":
      return bodyOf(
        client.POST("/api/admin/players/detach", { body: { guid, discord_user_id: change.value } }),
      );
    case "merge":
      return bodyOf(
        client.POST("/api/admin/players/merge", {
          body: { keep: guid, gone: change.gone, joins_people: change.joinsPeople },
        }),
      );
    case "split":
      return bodyOf(client.POST("/api/admin/players/split", { body: { guid } }));
  }
}

/** Changes a player. It may be one's own, so everything about who looks is read anew. */
export function useChangePlayer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.identity }),
  });
}

/** Takes an act back. */
export function useTakeBack() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (actId: number) =>
      bodyOf(client.POST("/api/admin/audit/{act_id}/undo", { params: { path: { act_id: actId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.identity }),
  });
}

/** What merging `gone` into `keep` would do. */
export function useMergePlan(keep: string, gone: string) {
  return useQuery({
    // Not among what is read anew after a change: once they are merged there is nothing to plan.
    queryKey: ["merge-plan", keep, gone],
    queryFn: ({ signal }) =>
      bodyOf(client.POST("/api/admin/players/merge/preview", { body: { keep, gone }, signal })),
    gcTime: 0,
    retry: false,
  });
}

/** What importing a file would do; `file` is its bytes as base64. */
export function useImportPreview() {
  return useMutation({
    mutationFn: (file: string) =>
      bodyOf(client.POST("/api/admin/players/import/preview", { body: { file } })),
  });
}

/** Imports a file as it was looked at. */
export function useImport() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { file: string; fingerprint: string }) =>
      bodyOf(client.POST("/api/admin/players/import", { body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.identity }),
  });
}
