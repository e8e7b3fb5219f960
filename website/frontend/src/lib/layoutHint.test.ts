import { describe, expect, it } from "vitest";
import { campaignShapeOf, type LayoutHint } from "./layoutHint";

const MIDNIGHT = Date.parse("2026-11-20T23:00:00Z");
const HINT: LayoutHint = {
  sandbox: false,
  linked: true,
  promoter: false,
  campaignUntil: 0,
  voiceNames: null,
  serverNames: null,
};

describe("campaignShapeOf", () => {
  it.each([
    ["nothing is known", null, MIDNIGHT, "none"],
    ["there was no campaign", HINT, MIDNIGHT, "none"],
    ["there was none and one could start it", { ...HINT, promoter: true }, MIDNIGHT, "promote"],
    ["there was one", { ...HINT, campaignUntil: MIDNIGHT }, MIDNIGHT - 1, "timeline"],
    ["there was one yesterday", { ...HINT, campaignUntil: MIDNIGHT }, MIDNIGHT, "none"],
    [
      "there was one yesterday and one could start it",
      { ...HINT, promoter: true, campaignUntil: MIDNIGHT },
      MIDNIGHT,
      "promote",
    ],
  ] as const)("%s", (_, hint, now, shape) => {
    expect(campaignShapeOf(hint, now)).toBe(shape);
  });
});
