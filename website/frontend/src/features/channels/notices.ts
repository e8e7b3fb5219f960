import { t } from "words:channels";
import type { ChannelType, NoticeOfMine } from "@/api/types";
import type { PlainId } from "@/lib/words";

const STATES = new Map<string, PlainId<typeof t>>([
  ["pending", "state-pending"],
  ["sending", "state-sending"],
  ["sent", "state-sent"],
  ["failed", "state-failed"],
  ["skipped", "state-skipped"],
  ["unknown", "state-unknown"],
]);

export function stateInWords(notice: NoticeOfMine): string {
  const state = STATES.get(notice.state);
  return state === undefined ? notice.state : t(state);
}

/** "Sent." or "Failed. The bot is blocked." */
export function outcomeInWords(notice: NoticeOfMine): string {
  const state = stateInWords(notice);
  return notice.reason_text
    ? t("outcome-because", { state, reason: notice.reason_text })
    : t("outcome", { state });
}

/** Whether nothing more will happen to it. */
export function isSettled(notice: NoticeOfMine): boolean {
  return notice.state !== "pending" && notice.state !== "sending";
}

/** The test messages on one channel. */
export function testsOf(notices: readonly NoticeOfMine[], channel: ChannelType): NoticeOfMine[] {
  return notices.filter((notice) => notice.channel_type === channel && notice.event_key.startsWith("TEST:"));
}
