import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { useUserId } from "@/api/queries";
import type { WebhookChange, WebhookWanted } from "@/api/types";

const all = ["webhooks"] as const;
const list = [...all, "list"] as const;
const WAITING_MILLISECONDS = 3000;

/** Where other programs hear what happens; for admins. */
export function useWebhooks() {
  const userId = useUserId();
  return useQuery({
    queryKey: [...list, userId],
    queryFn: ({ signal }) => bodyOf(client.GET("/api/admin/webhooks", { signal })),
    enabled: userId !== 0,
    // What a bot does about it shows by itself.
    refetchInterval: ({ state }) =>
      state.data?.webhooks.some(({ waiting }) => waiting > 0) ? WAITING_MILLISECONDS : false,
  });
}

/** What became of what one was told; the latest first. */
export function useWebhookDeliveries(id: number) {
  const userId = useUserId();
  return useQuery({
    queryKey: [...all, "deliveries", userId, id],
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/admin/webhooks/{webhook_id}/deliveries", {
          params: { path: { webhook_id: id } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.deliveries.some(({ settled_at }) => settled_at === null) ? WAITING_MILLISECONDS : false,
  });
}

function useChanging<Wanted, Answer>(
  change: (wanted: Wanted) => Promise<Answer>,
  queryKey: readonly string[] = all,
) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queryClient.invalidateQueries({ queryKey }) });
}

/** Adds one; the secret is in the answer and nowhere else. */
export function useAddWebhook() {
  return useChanging((body: WebhookWanted) => bodyOf(client.POST("/api/admin/webhooks", { body })));
}

export function useChangeWebhook(id: number) {
  return useChanging((body: WebhookChange) =>
    bodyOf(client.PUT("/api/admin/webhooks/{webhook_id}", { params: { path: { webhook_id: id } }, body })),
  );
}

/** Makes another secret, which is in the answer and nowhere else. */
export function useRenewSecret(id: number) {
  return useChanging(() =>
    bodyOf(client.POST("/api/admin/webhooks/{webhook_id}/secret", { params: { path: { webhook_id: id } } })),
  );
}

export function useSendTest(id: number) {
  return useChanging(() =>
    bodyOf(client.POST("/api/admin/webhooks/{webhook_id}/test", { params: { path: { webhook_id: id } } })),
  );
}

/** Removes one; of what it was told nothing is asked any more. */
export function useRemoveWebhook(id: number) {
  return useChanging(
    () => bodyOf(client.DELETE("/api/admin/webhooks/{webhook_id}", { params: { path: { webhook_id: id } } })),
    list,
  );
}
