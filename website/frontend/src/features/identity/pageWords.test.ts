import { describe, expect, it } from "vitest";
import { instantInWords, languageName } from "./pageWords";

const INSTANT = Date.parse("2026-11-28T20:00:00Z");

describe("the page's language", () => {
  it.each([
    ["en", "English"],
    ["sl", "Slovenščina"],
  ])("%s is called %s", (language, name) => {
    expect(languageName(language)).toBe(name);
  });
});

describe("how dates and hours are written", () => {
  it("follows the viewer's order and clock, in the page's language", () => {
    expect(instantInWords(INSTANT, "Europe/Ljubljana", "en-SI-u-hc-h23")).toMatch(/Sat.* 28 Nov.* 21:00/);
    expect(instantInWords(INSTANT, "America/New_York", "en-US")).toMatch(/Sat, Nov 28.* 3:00\sPM/);
  });
});
