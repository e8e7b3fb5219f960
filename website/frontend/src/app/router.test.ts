import { describe, expect, it } from "vitest";
import { messageOf, openDayOf, routeOf, signInProblemOf, withOpenDay } from "./router";

describe("routeOf", () => {
  it.each([
    ["", "availability"],
    ["#", "availability"],
    ["#/", "availability"],
    ["#/availability", "availability"],
    ["#/week", "week"],
    ["#/week?day=2026-12-03", "week"],
    ["#/planning", "planning"],
    ["#/planning?n=1", "planning"],
    ["#/history?day=2026-12-03", "history"],
    ["#/campaigns", "campaigns"],
    ["#/notifications", "notifications"],
    ["#/profile", "profile"],
    ["#/profile?from=sign-in", "profile"],
    ["#/outbox", "outbox"],
    ["#/admin", "admin"],
    ["#/admin?section=rights", "admin"],
    ["#/members", "members"],
    ["#/invite?invite=expired", "invite"],
    ["#/unknown", "unknown"],
    ["#/nonsense", "unknown"],
    ["#/week/further", "unknown"],
    ["#/constructor", "unknown"],
  ])("%s shows %s", (hash, route) => {
    expect(routeOf(hash)).toBe(route);
  });
});

describe("signInProblemOf", () => {
  it("finds the code that the server left", () => {
    expect(signInProblemOf("#/availability?problem=sign_in_failed")).toBe("sign_in_failed");
    expect(signInProblemOf("#/availability")).toBeNull();
    expect(signInProblemOf("")).toBeNull();
  });
});

describe("the open day", () => {
  it.each([
    ["#/week?day=2026-12-03", "2026-12-03"],
    ["#/week?n=7&day=2026-12-03", "2026-12-03"],
    ["#/week?day=tomorrow", null],
    ["#/week?day=", null],
    ["#/history?day=2028-02-29", "2028-02-29"],
    ["#/history?day=2026-02-29", null],
    ["#/history?day=2026-02-30", null],
    ["#/history?day=2026-13-45", null],
    ["#/history?day=2026-00-10", null],
    ["#/history?day=2026-04-31", null],
    ["#/history?day=0000-01-01", null],
    ["#/history?day=9999-12-31", null],
    ["#/history?day=2026-12-03T00:00", null],
    ["#/week", null],
    ["", null],
  ])("of %s is %s", (hash, day) => {
    expect(openDayOf(hash)).toBe(day);
  });

  it("changes nothing else in the address", () => {
    expect(withOpenDay("#/week?n=7", "2026-12-03")).toBe("#/week?n=7&day=2026-12-03");
    expect(withOpenDay("#/week?n=7&day=2026-12-03", null)).toBe("#/week?n=7");
    expect(withOpenDay("", "2026-12-03")).toBe("#/availability?day=2026-12-03");
    expect(withOpenDay("#/availability?day=2026-12-03", null)).toBe("#/availability");
  });
});

describe("messageOf", () => {
  it("is the reference in a message's link", () => {
    expect(messageOf("#/notifications?n=m7-abc")).toBe("m7-abc");
    expect(messageOf("#/notifications")).toBeNull();
  });
});
