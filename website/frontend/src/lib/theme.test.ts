import { describe, expect, it } from "vitest";
import { mediaOf, readTheme } from "./theme";

describe("the theme", () => {
  it("is the device's until somebody chooses", () => {
    expect(readTheme()).toBe("system");
  });

  it.each([
    ["light", "system", "(prefers-color-scheme: light)"],
    ["dark", "system", "(prefers-color-scheme: dark)"],
    ["light", "dark", "not all"],
    ["dark", "dark", "all"],
  ] as const)("the colour of %s in %s is for %s", (colourOf, theme, media) => {
    expect(mediaOf(colourOf, theme)).toBe(media);
  });
});
