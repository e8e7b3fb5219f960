import { describe, expect, it } from "vitest";
import { findZone, isNamed, zoneName, zonesWith } from "./zoneNames";

const ZONES = ["America/New_York", "Asia/Tokyo", "Europe/Ljubljana", "Europe/London", "UTC"];

describe("findZone", () => {
  it.each([
    ["Europe/Ljubljana", "Europe/Ljubljana"],
    ["america/new_york", "America/New_York"],
    [" new york ", "America/New_York"],
    ["tok", "Asia/Tokyo"],
    ["utc", "UTC"],
    ["europe", null], // several
    ["atlantis", null],
    ["", null],
  ])("%s is %s", (text, zone) => {
    expect(findZone(text, ZONES)).toBe(zone);
  });
});

describe("zonesWith", () => {
  it("has what the browser knows and what it is given", () => {
    const zones = zonesWith("Mars/Olympus_Mons");
    expect(zones).toContain("Europe/Ljubljana");
    expect(zones.map(zoneName)).toContain("Mars/Olympus Mons");
  });
});

describe("isNamed", () => {
  it.each([
    ["Europe/Ljubljana", true],
    ["Etc/GMT-3", true],
    ["+03:00", false],
    ["-0330", false],
  ])("%s: %s", (zone, named) => {
    expect(isNamed(zone)).toBe(named);
  });
});
