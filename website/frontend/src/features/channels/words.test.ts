import { describe, expect, it } from "vitest";
import { modulesPath } from "./qrPath";
import { countdown, durationInWords } from "./words";

describe("countdown", () => {
  it.each([
    [30 * 60_000, "30:00"],
    [65_001, "1:06"],
    [0, "0:00"],
    [-5, "0:00"],
  ])("%i ms are %s", (remaining, expected) => {
    expect(countdown(remaining)).toBe(expected);
  });
});

describe("durationInWords", () => {
  it.each([
    [30, "30 seconds"],
    [60, "1 minute"],
    [480, "8 minutes"],
    [95, "95 seconds"],
  ])("%i s are %s", (seconds, expected) => {
    expect(durationInWords(seconds)).toBe(expected);
  });
});

describe("modulesPath", () => {
  it("draws runs of dark modules", () => {
    const rows = [
      [true, true, false],
      [false, false, true],
    ];
    expect(modulesPath(rows)).toBe("M0 0h2v1h-2zM2 1h1v1h-1z");
  });
});
