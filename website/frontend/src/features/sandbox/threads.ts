import { t } from "words:sandbox";
import type { OutboxMessage } from "@/api/types";

/** What one person got on one channel, oldest first. */
export interface Thread {
  key: string;
  name: string;
  channel: OutboxMessage["channel_type"];
  address: string;
  messages: OutboxMessage[];
}

const CHANNELS: readonly OutboxMessage["channel_type"][] = ["discord", "telegram", "signal", "push"];

/** The messages by person and channel; people by name, messages to nobody's account last. */
export function threadsOf(messages: readonly OutboxMessage[]): Thread[] {
  const threads = new Map<string, Thread>();
  const oldestFirst = [...messages].sort((a, b) => a.id - b.id);
  for (const message of oldestFirst) {
    const key = `${message.channel_type} ${message.user_id ?? message.address}`;
    const thread = threads.get(key);
    if (thread) {
      thread.messages.push(message);
      thread.address = message.address;
    } else {
      threads.set(key, {
        key,
        name: message.recipient_name ?? "",
        channel: message.channel_type,
        address: message.address,
        messages: [message],
      });
    }
  }
  return [...threads.values()].sort(
    (a, b) =>
      Number(a.name === "") - Number(b.name === "") ||
      a.name.localeCompare(b.name) ||
      CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel),
  );
}

/** Whose phone it is and where it was written to, in words. On Discord addresses are ids of no interest. */
export function labelsOf({ name, channel, address }: Thread): { name: string; address: string } {
  if (channel !== "discord") return { name: name || address, address };
  const direct = t("direct-messages");
  if (address.startsWith("user:")) return { name: name || t("somebody"), address: direct };
  return name ? { name, address: direct } : { name: t("announcements"), address: t("announcements-channel") };
}

/** A piece of a message's text; links become links. */
export interface TextPart {
  /** Where it starts in the text. */
  at: number;
  text: string;
  isLink: boolean;
}

/** Splits a text at its web addresses. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>]+/g)) {
    if (match.index > end) parts.push({ at: end, text: text.slice(end, match.index), isLink: false });
    parts.push({ at: match.index, text: match[0], isLink: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ at: end, text: text.slice(end), isLink: false });
  return parts;
}

/** Discord's `<t:…:t>` is a time that each reader sees in their own zone: this shows the viewer's. */
export function withTimes(text: string, format: (instant: number) => string): string {
  return text.replace(/<t:(\d{1,12})(?::[a-zA-Z])?>/g, (_mark, seconds) => format(Number(seconds) * 1000));
}
