import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import type { PlayerMatch } from "@/api/types";
import { useViewerChange } from "@/api/useViewerChange";

/** Shorter search texts are not sent. */
export const SHORTEST_SEARCH = 2;

export function usePlayerSuggestions() {
  return useQuery({
    queryKey: keys.suggestions,
    queryFn: ({ signal }) => bodyOf(client.GET("/auth/players/suggestions", { signal })),
  });
}

export function usePlayerSearch(text: string) {
  return useQuery({
    queryKey: keys.search(text),
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/auth/players/search", { params: { query: { q: text } }, signal })),
    enabled: text.length >= SHORTEST_SEARCH,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Called once the viewer plays as `name` and the page knows it; whoever called may be drawn no more by then. */
type OnLinked = (name: string) => void;

/** Links the viewer to a player, or changes the link. */
export function useLinkPlayer(onLinked: OnLinked) {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: ({ guid }: PlayerMatch) => bodyOf(client.POST("/auth/link", { body: { player_guid: guid } })),
    onSuccess: async (_answer, { canonical_name }) => {
      await viewerChanged();
      onLinked(canonical_name);
    },
  });
}

/** Creates a player profile and links the viewer to it. */
export function useCreatePlayer(onLinked: OnLinked) {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: (name: string) => bodyOf(client.POST("/auth/players", { body: { name } })),
    onSuccess: async (_answer, name) => {
      await viewerChanged();
      onLinked(name);
    },
  });
}

export function useUnlinkPlayer() {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: () => bodyOf(client.DELETE("/auth/link")),
    onSuccess: () => viewerChanged(),
  });
}
