import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { UsualWeekday } from "@/api/types";

/** What somebody sets for a weekday: all of it, as it is saved. */
export type UsualSetting = Pick<UsualWeekday, "weekday" | "mode" | "status">;

/** Saves one weekday; the others stay as they are. */
export function useSaveUsual() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  const queryKey = keys.usual(userId);
  return useMutation({
    scope: { id: "usual" },
    mutationFn: (setting: UsualSetting) =>
      bodyOf(client.POST("/api/availability/usual", { body: { weekdays: [setting] } })),
    onSuccess: async (saved) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, saved);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey }),
  });
}
