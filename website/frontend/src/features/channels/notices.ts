import type { ChannelType, NoticeOfMine } from "@/api/types";

const STATES: Record<string, string> = {
  pending: "Waiting",
  sending: "On its way",
  sent: "Sent",
  failed: "Failed",
  skipped: "Not sent",
  unknown: "Unknown",
};

export function stateInWords(notice: NoticeOfMine): string {
  return STATES[notice.state] ?? notice.state;
}

/** "Sent." or "Failed. The bot is blocked." */
export function outcomeInWords(notice: NoticeOfMine): string {
  const state = `${stateInWords(notice)}.`;
  return notice.reason_text ? `${state} ${notice.reason_text}` : state;
}

/** Whether nothing more will happen to it. */
export function isSettled(notice: NoticeOfMine): boolean {
  return notice.state !== "pending" && notice.state !== "sending";
}

/** The test messages on one channel. */
export function testsOf(notices: readonly NoticeOfMine[], channel: ChannelType): NoticeOfMine[] {
  return notices.filter((notice) => notice.channel_type === channel && notice.event_key.startsWith("TEST:"));
}
