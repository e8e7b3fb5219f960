import { useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { bodyOf, client } from "@/api/client";
import { keys } from "@/api/keys";
import { useUserId } from "@/api/queries";
import type { ChannelType, PromotionPreferences, Settings } from "@/api/types";
import { VIEWER_HEADER } from "@/api/viewerBelief";

export type SettingsChange = Partial<Omit<Settings, "user_id" | "subscriptions">>;
export type PreferencesChange = Partial<
  Omit<
    PromotionPreferences,
    "user_id" | "encryption_enabled" | "telegram_handle_masked" | "signal_handle_masked"
  >
>;
interface SwitchedChannel {
  channel_type: ChannelType;
  enabled: boolean;
}

/** Changes of one person that are still being saved, oldest first. */
function usePendingChanges<Change>(mutationKey: readonly unknown[]): Change[] {
  return useMutationState({
    filters: { mutationKey, status: "pending" },
    select: (mutation) => mutation.state.variables as Change,
  });
}

/**
 * A person's settings and channels, with what is still being saved laid over them: a change shows at once,
 * and is simply no longer laid over when it is refused.
 */
export function useSettings(refetchEvery?: number) {
  const userId = useUserId();
  const query = useQuery({
    queryKey: keys.settings(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/availability/settings", { signal })),
    ...(refetchEvery === undefined ? {} : { refetchInterval: refetchEvery }),
  });
  const changes = usePendingChanges<SettingsChange>(["change", ...keys.settings(userId)]);
  const switched = usePendingChanges<SwitchedChannel>(["switch", ...keys.settings(userId)]);
  const data = useMemo(() => {
    if (!query.data) return undefined;
    const settings: Settings = Object.assign({}, query.data, ...changes);
    const enabled = new Map(switched.map((change) => [change.channel_type, change.enabled]));
    const subscriptions = settings.subscriptions.map((subscription) => ({
      ...subscription,
      enabled: enabled.get(subscription.channel_type) ?? subscription.enabled,
    }));
    return { ...settings, subscriptions };
  }, [query.data, changes, switched]);
  return { ...query, data };
}

/** Saves some settings; those that are not named stay as they are. */
export function useChangeSettings() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  const queryKey = keys.settings(userId);
  return useMutation({
    mutationKey: ["change", ...queryKey],
    scope: { id: `settings-${userId}` },
    mutationFn: (change: SettingsChange) =>
      bodyOf(client.POST("/api/availability/settings", { body: change })),
    onSuccess: async (saved) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, saved);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey }),
  });
}

/** Switches a channel on or off. */
export function useSwitchChannel() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  const queryKey = keys.settings(userId);
  return useMutation({
    mutationKey: ["switch", ...queryKey],
    scope: { id: `settings-${userId}` },
    mutationFn: (change: SwitchedChannel) =>
      bodyOf(client.POST("/api/availability/subscriptions", { body: change })),
    // Waiting keeps the change pending, and so shown, until a read that began after it is here.
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
}

/** What a person wants to hear of promotions, and when nothing at all. Pending changes as in `useSettings`. */
export function usePreferences() {
  const userId = useUserId();
  const query = useQuery({
    queryKey: keys.promotionPreferences(userId),
    queryFn: ({ signal }) => bodyOf(client.GET("/api/availability/promotion-preferences", { signal })),
  });
  const changes = usePendingChanges<PreferencesChange>(["change", ...keys.promotionPreferences(userId)]);
  const zones = usePendingChanges<string>(["zone", userId]);
  const data = useMemo(() => {
    if (!query.data) return undefined;
    const preferences: PromotionPreferences = Object.assign({}, query.data, ...changes);
    return { ...preferences, timezone: zones.at(-1) ?? preferences.timezone };
  }, [query.data, changes, zones]);
  return { ...query, data };
}

/** Saves some promotion preferences; those that are not named stay as they are. */
export function useChangePreferences() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  const queryKey = keys.promotionPreferences(userId);
  return useMutation({
    mutationKey: ["change", ...queryKey],
    scope: { id: `preferences-${userId}` },
    mutationFn: (change: PreferencesChange) =>
      bodyOf(client.POST("/api/availability/promotion-preferences", { body: change })),
    onSuccess: async (saved) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, saved);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey }),
  });
}

/**
 * Saves the person's time zone. Promotion preferences may hold a zone of their own, which then counts: it is
 * changed with the other, last, so that what they say is the zone in use also when only half succeeded.
 */
export function useChangeZone() {
  const userId = useUserId();
  const queryClient = useQueryClient();
  return useMutation({
    mutationKey: ["zone", userId],
    scope: { id: `preferences-${userId}` },
    mutationFn: async (timezone: string) => {
      // Both parts are for whoever chose, also where somebody else has signed in between them.
      const change = { body: { timezone }, headers: { [VIEWER_HEADER]: String(userId) } };
      await bodyOf(client.POST("/api/availability/settings", change));
      const preferences = await bodyOf(client.GET("/api/availability/promotion-preferences"));
      if (preferences.timezone === timezone) return;
      await bodyOf(client.POST("/api/availability/promotion-preferences", change));
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.settings(userId) }),
        queryClient.invalidateQueries({ queryKey: keys.promotionPreferences(userId) }),
      ]),
  });
}
