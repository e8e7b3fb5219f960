import { describe, expect, it } from "vitest";
import { signInSentence } from "./signInSentence";

describe("signInSentence", () => {
  it.each([
    ["sign_in_failed", "expired"],
    ["sign_in_failed", "this browser refuses cookies"],
    ["discord_unavailable", "Discord does not work just now"],
    ["discord_not_configured", "not set up here"],
    ["rate_limited", "too often"],
  ])("has words for %s", (code, words) => {
    expect(signInSentence(code)).toContain(words);
  });

  it.each([null, "", "invented", "constructor", "__proto__"])("says nothing of %s", (code) => {
    expect(signInSentence(code)).toBeNull();
  });
});
