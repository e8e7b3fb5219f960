import { describe, expect, it } from "vitest";
import { initialsOf, withoutColourCodes } from "./names";

describe("withoutColourCodes", () => {
  it.each([
    ["^1Kv^7ark", "Kvark"],
    ["plain", "plain"],
    ["^1", "^1"],
  ])("%s is %s", (name, expected) => {
    expect(withoutColourCodes(name)).toBe(expected);
  });
});

describe("initialsOf", () => {
  it.each([
    ["Zora|ETc", "ZE"],
    ["lešnik", "L"],
    ["^3žiga novak dva", "ŽN"],
    ["***", "?"],
  ])("%s gives %s", (name, expected) => {
    expect(initialsOf(name)).toBe(expected);
  });
});
