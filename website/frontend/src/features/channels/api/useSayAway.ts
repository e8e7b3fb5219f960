import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { IsoDate } from "@/api/types";

/** Says until when the viewer is away, null that they are here. What is being saved is shown by whoever asks. */
export function useSayAway() {
  const queryClient = useQueryClient();
  const userId = useUserId();
  const queryKey = keys.away(userId);
  return useMutation({
    mutationKey: ["change", ...queryKey],
    scope: { id: `away-${userId}` },
    mutationFn: (until: IsoDate | null) => bodyOf(client.POST("/api/availability/away", { body: { until } })),
    onSuccess: async (saved) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, saved);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey }),
  });
}
