import type { ChannelType } from "@/api/types";

export const CHANNEL_LABELS: Record<ChannelType, string> = {
  discord: "Discord",
  telegram: "Telegram",
  signal: "Signal",
  push: "Push",
};
