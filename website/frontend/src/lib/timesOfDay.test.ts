import { describe, expect, it } from "vitest";
import { timesOfDay } from "./timesOfDay";

describe("the times of day to choose from", () => {
  it("are a quarter of an hour apart, with the chosen one", () => {
    expect(timesOfDay("22:00")).toHaveLength(96);
    expect(timesOfDay("22:00").slice(0, 3)).toEqual(["00:00", "00:15", "00:30"]);
    expect(timesOfDay("22:07").slice(88, 91)).toEqual(["22:00", "22:07", "22:15"]);
  });
});
