import { describe, expect, it } from "vitest";
import type { Call } from "@/api/types";
import { askInWords, countsInWords, headlineInWords, leftAloneInWords, standingInWords } from "./words";

const CALL: Call = {
  id: 1,
  call_date: "2026-11-20",
  source: "hand",
  status: "running",
  end_reason: null,
  most: 30,
  wait_minutes: 8,
  wave_number: 1,
  next_wave_at: "2026-11-20T19:18:00Z",
  created_at: "2026-11-20T19:10:00Z",
  ended_at: null,
  mine: true,
};

function ended(change: Partial<Call>): Call {
  return { ...CALL, next_wave_at: null, ended_at: "2026-11-20T19:18:20Z", ...change };
}

describe("an evening", () => {
  it.each([
    [5, "5 of 6. One short."],
    [3, "3 of 6. 3 short."],
    [6, "6 of 6. Enough to play."],
    [8, "8 of 6. Enough to play."],
  ])("with %i looking", (looking, words) => {
    expect(standingInWords(looking, 6)).toBe(words);
  });
});

describe("a call", () => {
  it.each([
    ["on", CALL, "A call is on"],
    ["full", ended({ status: "full" }), "Full after 8 minutes"],
    [
      "full after a minute",
      ended({ status: "full", ended_at: "2026-11-20T19:11:20Z" }),
      "Full after 1 minute",
    ],
    ["full at once", ended({ status: "full", ended_at: "2026-11-20T19:10:20Z" }), "Full within a minute"],
    ["stopped", ended({ status: "stopped" }), "The call was stopped"],
    ["at the start", ended({ status: "over", end_reason: "start" }), "The call ended with the start"],
    [
      "with nobody left",
      ended({ status: "over", end_reason: "everybody_asked" }),
      "The call is over, everybody was asked",
    ],
    [
      "with no more allowed",
      ended({ status: "over", end_reason: "most_asked" }),
      "The call is over, as many as it may ask were asked",
    ],
    ["called off", ended({ status: "called_off" }), "The call is over, there is no session tonight"],
    ["held", ended({ status: "held" }), "No call starts by itself tonight, it is held."],
  ])("that is %s", (_, call, words) => {
    expect(headlineInWords(call)).toBe(words);
  });

  it("says its numbers, but for those that are none", () => {
    const none = { asked: 0, yes: 0, maybe: 0, no: 0, silent: 0 };
    expect(countsInWords(none)).toBe("nobody asked so far");
    expect(countsInWords({ asked: 5, yes: 1, maybe: 1, no: 1, silent: 2 })).toBe(
      "5 asked, 1 in, 1 maybe, 1 not tonight, 2 silent",
    );
    expect(countsInWords({ ...none, asked: 4, yes: 1, silent: 3 })).toBe("4 asked, 1 in, 3 silent");
  });
});

describe("who is left alone", () => {
  const NOBODY = { not_agreed: 0, over_limit: 0, quiet_hours: 0, told: 0, no_channel: 0 };

  it("is not named where there is nobody", () => {
    expect(leftAloneInWords(NOBODY)).toBe("");
  });

  it("is counted by reason, the most frequent first", () => {
    expect(leftAloneInWords({ ...NOBODY, quiet_hours: 1 })).toBe("Left alone: 1 in quiet hours.");
    expect(leftAloneInWords({ not_agreed: 2, over_limit: 1, quiet_hours: 1, told: 3, no_channel: 1 })).toBe(
      "Left alone: 3 were asked by a campaign, 2 have not agreed, 1 was asked often enough, " +
        "1 in quiet hours, no channel leads to 1.",
    );
  });
});

describe("somebody who was asked", () => {
  const SENT = { answer: null, conditional: false, state: "sent", reason: null };

  it.each([
    ["has said nothing", SENT, "Silent"],
    ["may have heard", { ...SENT, state: "unknown" }, "Silent"],
    ["is about to hear", { ...SENT, state: "sending" }, "On its way"],
    ["has no message yet", { ...SENT, state: null }, "On its way"],
    ["plays", { ...SENT, answer: "LOOKING" as const }, "In"],
    ["plays if", { ...SENT, answer: "AVAILABLE" as const, conditional: true }, "In on a condition"],
    ["could play", { ...SENT, answer: "AVAILABLE" as const }, "Could play"],
    ["does not play", { ...SENT, answer: "NOT_PLAYING" as const }, "Not tonight"],
    ["was not needed", { ...SENT, state: "skipped", reason: "full" }, "Spared, as enough are in"],
    ["was not sent to", { ...SENT, state: "skipped", reason: "cancelled" }, "Stopped before it was sent"],
    ["keeps the reason", { ...SENT, state: "skipped", reason: "away" }, "Not reached"],
    ["cannot be reached", { ...SENT, state: "failed" }, "Not reached"],
  ])("%s", (_, ask, words) => {
    expect(askInWords(ask)).toBe(words);
  });
});
