import type { ChannelType, PromotionPreferences, Settings, Subscription } from "../../api/types";
import { CHANNEL_LABELS } from "../../lib/channels";

export type PreferredChannel = PromotionPreferences["preferred_channel"];

/** The channels to try for a promotion, best first. */
const ORDER: Record<PreferredChannel, readonly ChannelType[]> = {
  any: ["telegram", "signal", "discord"],
  telegram: ["telegram", "signal", "discord"],
  signal: ["signal", "telegram", "discord"],
  discord: ["discord", "telegram", "signal"],
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
  if (channel === "discord" || subscription.verified) return subscription.verified;
  const { telegram_handle_deliverable, signal_handle_deliverable } = preferences;
  return channel === "telegram" ? telegram_handle_deliverable : signal_handle_deliverable;
}

/** Where check-ins and session-ready messages go: every channel that is on. */
export function channelsInUse(settings: Settings, preferences: PromotionPreferences): ChannelType[] {
  return settings.subscriptions
    .filter((subscription) => subscription.enabled)
    .map((subscription) => subscription.channel_type)
    .filter((channel) => isReachable(channel, settings, preferences));
}

/** Where promotions go: the first of these, the next ones where it refuses. */
export function promotionOrder(settings: Settings, preferences: PromotionPreferences): ChannelType[] {
  return ORDER[preferences.preferred_channel].filter((channel) =>
    isReachable(channel, settings, preferences),
  );
}

/** "Discord", "Discord and Telegram", "Discord, Telegram and Signal". */
export function inWords(channels: readonly ChannelType[]): string {
  const labels = channels.map((channel) => CHANNEL_LABELS[channel]);
  const last = labels.pop() ?? "";
  return labels.length === 0 ? last : `${labels.join(", ")} and ${last}`;
}
