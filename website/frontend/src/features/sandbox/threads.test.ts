import { describe, expect, it } from "vitest";
import type { OutboxMessage } from "@/api/types";
import { textParts, threadsOf, withTimes } from "./threads";

function message(id: number, given: Partial<OutboxMessage>): OutboxMessage {
  return {
    id,
    user_id: 1,
    recipient_name: "Kestrel",
    channel_type: "discord",
    address: "user:2",
    text: `message ${id}`,
    link: null,
    answers: [],
    sent_at: "2026-11-20T20:00:00+00:00",
    ...given,
  };
}

describe("threadsOf", () => {
  it("has a thread for every person and channel, the newest message last", () => {
    const threads = threadsOf([
      message(4, {}),
      message(3, { channel_type: "telegram", address: "12•••89" }),
      message(2, { user_id: null, recipient_name: null, address: "channel:7" }),
      message(1, {}),
      message(5, { user_id: 2, recipient_name: "Dova" }),
    ]);
    expect(threads.map((thread) => [thread.name, thread.channel])).toEqual([
      ["Dova", "discord"],
      ["Kestrel", "discord"],
      ["Kestrel", "telegram"],
      ["", "discord"],
    ]);
    expect(threads[1]?.messages.map(({ id }) => id)).toEqual([1, 4]);
  });
});

describe("textParts", () => {
  it("finds links", () => {
    expect(textParts("See http://x.example/#/a\nBye")).toEqual([
      { at: 0, text: "See ", isLink: false },
      { at: 4, text: "http://x.example/#/a", isLink: true },
      { at: 24, text: "\nBye", isLink: false },
    ]);
  });
});

describe("withTimes", () => {
  it("shows Discord's times", () => {
    expect(withTimes("At <t:60:t>.", (instant) => String(instant))).toBe("At 60000.");
  });
});
