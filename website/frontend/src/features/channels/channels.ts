import type { ChannelType, PromotionPreferences, Settings, Subscription } from "@/api/types";

export type PreferredChannel = PromotionPreferences["preferred_channel"];

/** The channels to try, best first. */
const ORDER: Record<PreferredChannel, readonly ChannelType[]> = {
  any: ["telegram", "signal", "discord", "push"],
  telegram: ["telegram", "signal", "discord", "push"],
  signal: ["signal", "telegram", "discord", "push"],
  discord: ["discord", "telegram", "signal", "push"],
  push: ["push", "telegram", "signal", "discord"],
};

export function subscriptionOf(settings: Settings, channel: ChannelType): Subscription | undefined {
  return settings.subscriptions.find((subscription) => subscription.channel_type === channel);
}

/** Whether messages can reach the person there, so far as is known. */
export function isReachable(
  channel: ChannelType,
  settings: Settings,
  preferences: PromotionPreferences,
): boolean {
  const subscription = subscriptionOf(settings, channel);
  if (!subscription?.available || subscription.refused_reason) return false;
  if (channel === "discord" || channel === "push" || subscription.verified) return subscription.verified;
  const { telegram_handle_deliverable, signal_handle_deliverable } = preferences;
  return channel === "telegram" ? telegram_handle_deliverable : signal_handle_deliverable;
}

/** Where promotions go: the first of these, the next ones where it refuses. */
export function promotionOrder(settings: Settings, preferences: PromotionPreferences): ChannelType[] {
  return ORDER[preferences.preferred_channel].filter((channel) =>
    isReachable(channel, settings, preferences),
  );
}

/** Where check-ins and session-ready messages go: the first of those that are on, and so forth. */
export function messageOrder(settings: Settings, preferences: PromotionPreferences): ChannelType[] {
  return promotionOrder(settings, preferences).filter(
    (channel) => subscriptionOf(settings, channel)?.enabled,
  );
}
