import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import type { OutboxMessage } from "@/api/types";

/** Presses an answer below a message, as whoever got it would on their phone. */
export function usePress(message: OutboxMessage) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (data: string) =>
      bodyOf(
        client.POST("/api/sandbox/outbox/{outbox_id}/press", {
          params: { path: { outbox_id: message.id } },
          body: { data },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.outbox }),
  });
}
