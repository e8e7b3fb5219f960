import { expect, it } from "vitest";
import { weekdayName } from "./weekdays";

it("counts weekdays from Monday", () => {
  expect([0, 1, 2, 3, 4, 5, 6].map(weekdayName)).toEqual([
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
  ]);
});
