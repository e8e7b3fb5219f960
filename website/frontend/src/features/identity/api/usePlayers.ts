import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
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

/** Links the viewer to a player, or changes the link. */
export function useLinkPlayer() {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: (guid: string) => bodyOf(client.POST("/auth/link", { body: { player_guid: guid } })),
    onSuccess: () => viewerChanged(),
  });
}

/** Creates a player profile and links the viewer to it. */
export function useCreatePlayer() {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: (name: string) => bodyOf(client.POST("/auth/players", { body: { name } })),
    onSuccess: () => viewerChanged(),
  });
}

export function useUnlinkPlayer() {
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: () => bodyOf(client.DELETE("/auth/link")),
    onSuccess: () => viewerChanged(),
  });
}
