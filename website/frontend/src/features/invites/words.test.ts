import { describe, expect, it } from "vitest";
import type { Invite } from "@/api/types";
import { endedInWords, stateInWords } from "./words";

const INVITE: Invite = {
  id: 1,
  label: "Friends",
  created_by: "Marlow",
  created_at: "2026-11-20T19:30:00Z",
  expires_at: "2026-12-04T19:30:00Z",
  most_uses: null,
  state: "open",
  uses: 0,
  linked: 0,
  answered: 0,
};

describe("stateInWords", () => {
  it.each([
    [{}, "Holds until 4 Dec"],
    [{ most_uses: 5, uses: 3 }, "Holds until 4 Dec, for 2 more"],
    [{ most_uses: 5, uses: 4 }, "Holds until 4 Dec, for one more"],
    [{ state: "expired" }, "Expired on 4 Dec"],
    [{ state: "revoked" }, "Revoked"],
    [{ state: "used_up" }, "Used up"],
  ] as const)("says of %j: %s", (change, words) => {
    expect(stateInWords({ ...INVITE, ...change }, "Europe/Ljubljana", "en-GB")).toBe(words);
  });
});

describe("endedInWords", () => {
  it("gives a sentence for each reason, and none for what anybody may write into an address", () => {
    for (const reason of ["expired", "revoked", "used_up", "unknown"]) {
      expect(endedInWords(reason)).toMatch(/^This invite link .*You can sign in all the same\.$/);
    }
    expect(endedInWords(null)).toBeNull();
    expect(endedInWords("<b>")).toBeNull();
  });
});
