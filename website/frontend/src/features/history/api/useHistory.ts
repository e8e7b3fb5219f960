import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { IsoDate } from "@/api/types";

/** The records of the last half year, the latest first, and a typical week. */
export function useEvenings() {
  return useQuery({
    queryKey: keys.pastEvenings,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/evenings", { signal })),
  });
}

/** What the viewer said and did themselves; asked only where they are linked. */
export function useOwnEvenings(linked: boolean) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.ownEvenings(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/evenings/me", { signal })),
    enabled: linked && userId !== 0,
  });
}

/** One evening as the viewer may see it; while the next one comes, the one before it. */
export function useEvening(day: IsoDate | null) {
  const userId = useUserId();
  return useQuery({
    queryKey: keys.pastEvening(userId, day),
    queryFn:
      day === null
        ? skipToken
        : ({ signal }) => bodyOf(client.GET("/api/evenings/{day}", { params: { path: { day } }, signal })),
    placeholderData: (before, query) => (query?.queryKey[1] === userId ? before : undefined),
    retry: false,
  });
}

export interface Closing {
  played: boolean;
  present: number[];
}

/** Says what an evening was like of which nothing told. */
export function useCloseEvening(day: IsoDate) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Closing) =>
      bodyOf(client.POST("/api/evenings/{day}/close", { params: { path: { day } }, body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.history }),
  });
}
