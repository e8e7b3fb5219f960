import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { ChannelType } from "@/api/types";

/** The channels that are linked by a message from the chat itself. */
export type LinkedChannel = Exclude<ChannelType, "discord" | "push">;

/** A token that links a chat. A new one voids the old one. */
export function useLinkToken(channel: LinkedChannel) {
  return useMutation({
    mutationFn: () =>
      bodyOf(client.POST("/api/availability/link-token", { body: { channel_type: channel } })),
  });
}

/** Forgets a chat everywhere. */
export function useUnlinkChannel(channel: LinkedChannel) {
  const userId = useUserId();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      bodyOf(
        client.DELETE("/api/availability/subscriptions/{channel_type}", {
          params: { path: { channel_type: channel } },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.settings(userId) }),
        queryClient.invalidateQueries({ queryKey: keys.promotionPreferences(userId) }),
      ]);
    },
  });
}

/** Queues a test message, which goes the way of every other message. */
export function useTestMessage(channel: ChannelType) {
  return useMutation({
    mutationFn: () =>
      bodyOf(
        client.POST("/api/availability/subscriptions/{channel_type}/test", {
          params: { path: { channel_type: channel } },
        }),
      ),
  });
}
