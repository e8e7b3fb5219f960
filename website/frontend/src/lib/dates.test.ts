import { describe, expect, it } from "vitest";
import { addDays, formatDate, monthOf } from "./dates";

describe("addDays", () => {
  it.each([
    ["2026-11-20", 1, "2026-11-21"],
    ["2026-11-30", 1, "2026-12-01"],
    ["2026-12-31", 4, "2027-01-04"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2026-03-29", 1, "2026-03-30"], // a day of 23 hours in the community's zone
    ["2026-10-25", 1, "2026-10-26"], // a day of 25 hours
    ["2026-03-01", -1, "2026-02-28"],
  ])("%s and %i days is %s", (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });
});

describe("monthOf", () => {
  it.each([
    ["2026-11-20", "2026-11-01", "2026-11-30"],
    ["2026-12-31", "2026-12-01", "2026-12-31"],
    ["2028-02-10", "2028-02-01", "2028-02-29"],
  ])("the month of %s is %s to %s", (date, first, last) => {
    expect(monthOf(date)).toEqual({ first, last });
  });
});

describe("formatDate", () => {
  it("names the calendar date itself, whatever zone the viewer is in", () => {
    expect(formatDate("2026-11-20", "long", "en-GB")).toBe("Friday 20 November");
  });
});
