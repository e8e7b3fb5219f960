import { t } from "words:channelNames";
import type { ChannelType } from "@/api/types";

const NAMES = { discord: "Discord", telegram: "Telegram", signal: "Signal" } as const;

/** All channels, in the order in which they are shown. */
export const CHANNELS: readonly ChannelType[] = ["discord", "telegram", "signal", "push"];

/** What a channel is called: services are called the same everywhere. */
export function channelLabel(channel: ChannelType): string {
  return channel === "push" ? t("push") : NAMES[channel];
}
