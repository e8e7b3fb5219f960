import { t } from "words:app";
import type { LiveStatusNow } from "@/api/queries";
import { Notice } from "@/components/Notice";

/** Tells an admin on which channels nothing leaves, and what to do about it. */
export function ChannelProblems({ status }: { status: LiveStatusNow | undefined }) {
  return status?.problems?.map(({ channel_type, code, detail }) => (
    <Notice key={channel_type} tone="problem">
      {t("messages-wait", { detail, code })}
    </Notice>
  ));
}
