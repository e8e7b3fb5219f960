import { describe, expect, it } from "vitest";
import { EVERYBODY, ONLY_LOOKING, presetOf } from "./asked";

describe("whom a campaign asks unless its promoter chooses", () => {
  it("is whoever might play while anybody is missing, and else those who are looking", () => {
    expect(presetOf({ short_by: 1 })).toBe(EVERYBODY);
    expect(presetOf({ short_by: 0 })).toBe(ONLY_LOOKING);
  });
});
