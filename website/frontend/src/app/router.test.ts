import { describe, expect, it } from "vitest";
import { asksForPlanning, routeOf, signInProblemOf } from "./router";

describe("routeOf", () => {
  it.each([
    ["", "availability"],
    ["#/availability", "availability"],
    ["#/profile", "profile"],
    ["#/profile?from=sign-in", "profile"],
    ["#/outbox", "outbox"],
    ["#/campaigns", "campaigns"],
    ["#/unknown", "availability"],
    ["#/planning", "availability"],
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

describe("asksForPlanning", () => {
  it("knows the links of messages in chats", () => {
    expect(asksForPlanning("#/planning")).toBe(true);
    expect(asksForPlanning("#/planning?n=1")).toBe(true);
    expect(asksForPlanning("#/availability")).toBe(false);
    expect(asksForPlanning("")).toBe(false);
  });
});
