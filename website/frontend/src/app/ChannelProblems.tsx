import { t } from "words:channelProblems";
import type { LiveStatus } from "@/api/types";
import { Notice } from "@/components/Notice";

/** Tells an admin on which channels nothing leaves, and what to do about it. */
export function ChannelProblems({ problems }: { problems: NonNullable<LiveStatus["problems"]> }) {
  return problems.map(({ channel_type, code, detail }) => (
    <Notice key={channel_type} tone="problem">
      {t("messages-wait", { detail, code })}
    </Notice>
  ));
}
