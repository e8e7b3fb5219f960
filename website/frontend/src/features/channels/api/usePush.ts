import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import { type SubscriptionTold, unsubscribeHere } from "@/lib/push";

/** The viewer's devices, and the key that a browser subscribes to. */
export function usePush(enabled: boolean) {
  const queryKey = keys.push(useUserId());
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => bodyOf(client.GET("/api/availability/push", { signal })),
    enabled,
  });
}

/** What changes devices changes whether push is on, too. */
function usePushChanged() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  return async (devices: unknown) => {
    queryClient.setQueryData(keys.push(userId), devices);
    await queryClient.invalidateQueries({ queryKey: keys.settings(userId) });
  };
}

/** Lets this browser notify the viewer; `subscribe` asks it how it is reached. */
export function useLetIn() {
  const onSuccess = usePushChanged();
  return useMutation({
    mutationFn: async (subscribe: () => Promise<SubscriptionTold>) =>
      bodyOf(client.POST("/api/availability/push/devices", { body: await subscribe() })),
    onSuccess,
  });
}

/** Lets a device hear nothing more; this browser also says so to its push service. */
export function useRemoveDevice() {
  const onSuccess = usePushChanged();
  return useMutation({
    mutationFn: async ({ id, current }: { id: number; current: boolean }) => {
      if (current) await unsubscribeHere();
      return bodyOf(
        client.DELETE("/api/availability/push/devices/{device_id}", { params: { path: { device_id: id } } }),
      );
    },
    onSuccess,
  });
}
