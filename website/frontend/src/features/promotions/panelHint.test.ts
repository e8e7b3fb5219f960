import { describe, expect, it } from "vitest";
import { expectedShape } from "./panelHint";

const MIDNIGHT = Date.parse("2026-11-20T23:00:00Z");
const NONE = { promoter: false, until: 0 };

describe("expectedShape", () => {
  it.each([
    ["there was no campaign", NONE, MIDNIGHT, "none"],
    ["there was none and one could start it", { ...NONE, promoter: true }, MIDNIGHT, "promote"],
    ["there was one", { ...NONE, until: MIDNIGHT }, MIDNIGHT - 1, "timeline"],
    ["there was one yesterday", { ...NONE, until: MIDNIGHT }, MIDNIGHT, "none"],
    [
      "there was one yesterday and one could start it",
      { promoter: true, until: MIDNIGHT },
      MIDNIGHT,
      "promote",
    ],
  ] as const)("%s", (_, hint, now, shape) => {
    expect(expectedShape(hint, now)).toBe(shape);
  });
});
