import { describe, expect, it } from "vitest";
import { choiceOf } from "./choice";

const USUAL = { most: 30, waitMinutes: 8 };

describe("what is typed", () => {
  it("is the server's own where nothing was", () => {
    expect(choiceOf({ most: null, wait: null }, USUAL)).toEqual(USUAL);
    expect(choiceOf({ most: "4", wait: null }, USUAL)).toEqual({ most: 4, waitMinutes: 8 });
  });

  it.each([
    ["1", "2", { most: 1, waitMinutes: 2 }],
    ["999", "60", { most: 999, waitMinutes: 60 }],
    ["0", "8", null],
    ["1000", "8", null],
    ["4", "1", null],
    ["4", "61", null],
    ["", "8", null],
    ["1.5", "8", null],
    ["1e2", "8", null],
    ["-4", "8", null],
  ])("most %s, minutes %s", (most, wait, choice) => {
    expect(choiceOf({ most, wait }, USUAL)).toEqual(choice);
  });
});
