import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { saveFile } from "@/lib/saveFile";
import type { Document } from "./usePersonalData";

/** Shorter search texts are not sent. */
export const SHORTEST_SEARCH = 2;

const LEAVING = [...keys.identity, "erasures"] as const;

/** Who signed in and may be meant by a part of a name, or by a Discord id. */
export function usePeople(text: string) {
  return useQuery({
    queryKey: [...keys.identity, "people", text],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/admin/rights/search", { params: { query: { q: text } }, signal })),
    enabled: text.length >= SHORTEST_SEARCH,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Who is about to be erased. */
export function useLeaving() {
  return useQuery({
    queryKey: LEAVING,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/admin/erasures", { signal })),
  });
}

/** Brings one of somebody's documents and lets the browser keep it. */
export function useDownloadOf(userId: number) {
  const params = { path: { user_id: userId } };
  return useMutation({
    mutationFn: async (what: Document) => {
      if (what === "answers") {
        const answers = client.GET("/api/admin/people/{user_id}/data/answers.csv", {
          params,
          parseAs: "blob",
        });
        saveFile(await bodyOf(answers), `muster-answers-${userId}.csv`);
      } else {
        const everything = client.GET("/api/admin/people/{user_id}/data", { params, parseAs: "blob" });
        saveFile(await bodyOf(everything), `muster-data-${userId}.json`);
      }
    },
  });
}

/** Asks that somebody is erased, or takes it back; it may be oneself, so everything about who looks is read anew. */
export function useErasureOf(userId: number) {
  const queryClient = useQueryClient();
  const params = { path: { user_id: userId } };
  return useMutation({
    mutationFn: async (erase: boolean) => {
      if (erase) await bodyOf(client.POST("/api/admin/people/{user_id}/erasure", { params }));
      else await bodyOf(client.DELETE("/api/admin/people/{user_id}/erasure", { params }));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.identity }),
  });
}
