import { describe, expect, it } from "vitest";
import { clockTime, instantOf, placeOf, startTimes } from "./zones";

const LJUBLJANA = "Europe/Ljubljana";

describe("instantOf", () => {
  it.each([
    ["2026-11-20", "21:00", "2026-11-20T20:00:00Z"],
    ["2026-07-01", "21:00", "2026-07-01T19:00:00Z"],
    ["2026-03-29", "01:30", "2026-03-29T00:30:00Z"], // an hour before the clocks go forward
    ["2026-03-29", "21:00", "2026-03-29T19:00:00Z"],
    ["2026-10-25", "21:00", "2026-10-25T20:00:00Z"],
  ])("%s %s in Ljubljana is %s", (date, time, expected) => {
    expect(instantOf(date, time, LJUBLJANA)).toBe(Date.parse(expected));
  });
});

describe("startTimes", () => {
  it("says nothing of the viewer's clock where it shows the same", () => {
    expect(startTimes("2026-11-20", "21:00", LJUBLJANA, "Europe/Vienna", "en-GB")).toEqual({
      community: "21:00",
      viewer: null,
    });
  });

  it("gives the viewer's time where it differs", () => {
    expect(startTimes("2026-11-20", "21:00", LJUBLJANA, "Europe/London", "en-GB").viewer).toBe("20:00");
  });

  it("names the weekday where the viewer's date differs too", () => {
    expect(startTimes("2026-11-20", "21:00", LJUBLJANA, "Pacific/Kiritimati", "en-GB").viewer).toBe(
      "Sat 10:00",
    );
  });
});

describe("placeOf", () => {
  it("is the city of the zone", () => {
    expect(placeOf("America/New_York")).toBe("New York");
  });
});

describe("clockTime", () => {
  it("is written as the viewer writes hours", () => {
    expect(clockTime("22:00", "en-SI-u-hc-h23")).toBe("22:00");
    expect(clockTime("22:00", "en-US")).toMatch(/^10:00\sPM$/);
  });
});
