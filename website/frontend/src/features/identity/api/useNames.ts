import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useViewerChange } from "@/api/useViewerChange";

/** What the viewer is called, and could be. */
export function useNames() {
  return useQuery({
    queryKey: keys.names,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/me/name", { signal })),
  });
}

/** Takes another name; `onTaken` is called once the page knows it. */
export function useChooseName(onTaken: (name: string) => void) {
  const queryClient = useQueryClient();
  const viewerChanged = useViewerChange();
  return useMutation({
    mutationFn: (name: string) => bodyOf(client.POST("/api/me/name", { body: { name } })),
    onSuccess: async (names) => {
      queryClient.setQueryData(keys.names, names);
      await viewerChanged();
      onTaken(names.name);
    },
  });
}
