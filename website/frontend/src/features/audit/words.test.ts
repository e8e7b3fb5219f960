import { describe, expect, it } from "vitest";
import { whatWasDone } from "./words";

describe("whatWasDone", () => {
  it("says what a right was before and is after", () => {
    const details = { discord_user_id: "102", before: null, after: "promoter" };
    expect(whatWasDone({ act: "rights.grant", details, person: "^1Shade" })).toBe(
      "made Shade promoter (before: nothing)",
    );
    expect(
      whatWasDone({
        act: "rights.revoke",
        details: { ...details, before: "admin", after: null },
        person: null,
      }),
    ).toBe("took the right of 102 away (it was admin)");
  });

  it("says that a community moved in", () => {
    expect(whatWasDone({ act: "community.import", details: { from: "slomix" }, person: null })).toBe(
      "imported the community that used slomix",
    );
  });

  it("says that an invite link was made and revoked", () => {
    const details = { invite_id: 3 };
    expect(whatWasDone({ act: "invite.create", details, person: null })).toBe("made an invite link");
    expect(whatWasDone({ act: "invite.revoke", details, person: null })).toBe("revoked an invite link");
  });

  it("says what a player was called and is rated", () => {
    const details = { from: "^1Shade", to: "Umbra" };
    expect(whatWasDone({ act: "player.rename", details, person: "Umbra" })).toBe("renamed Shade to Umbra");
    expect(whatWasDone({ act: "player.rating", details: { from: null, to: 27.5 }, person: "Umbra" })).toBe(
      "set the rating of Umbra to 27.5 (before: none)",
    );
    expect(whatWasDone({ act: "player.import", details: { added: 2, changed: 1 }, person: null })).toBe(
      "imported players: 2 new, 1 changed",
    );
  });

  it("says what of a weekday's rule became another", () => {
    const before = { session: true, starts_at: null, threshold: 6, call_at: null, call_most: null };
    const after = { ...before, starts_at: "21:30:00", threshold: null };
    expect(whatWasDone({ act: "evenings.rule", details: { weekday: 4, before, after }, person: null })).toBe(
      "changed Friday: start 21:30 (before: as set), enough players as set (before: 6)",
    );
  });

  it("says an act of another version by its own word", () => {
    expect(whatWasDone({ act: "moon.move_far", details: {}, person: null })).toBe(
      "moon move far (Somebody who is gone)",
    );
  });
});
