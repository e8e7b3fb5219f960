import { expect, test, vi } from "vitest";
import { pageLanguage } from "./browser";
import { decimal, ratingText } from "./numbers";

vi.mock("./browser", () => ({ pageLanguage: vi.fn<typeof pageLanguage>() }));

test.each([
  ["en", 2.7, "2.7"],
  ["sl", 2.7, "2,7"],
  ["de", 6, "6,0"],
])("in %s %d is %s", (language, value, said) => {
  vi.mocked(pageLanguage).mockReturnValue(language);
  expect(decimal(value, 1, 1)).toBe(said);
});

test.each([
  [-0.004, 2, "0"],
  [-0, 2, "0"],
  [-0.04, 1, "0"],
  [-0.006, 2, "-0.01"],
  [-1540.25, 1, "-1540.3"],
  [0.004, 2, "0"],
])("a rating of %d with %d digits is %s", (rating, most, said) => {
  vi.mocked(pageLanguage).mockReturnValue("en");
  expect(ratingText(rating, most)).toBe(said);
});

test("a mean just below zero is zero", () => {
  vi.mocked(pageLanguage).mockReturnValue("en");
  expect(decimal(-0.04, 1, 1)).toBe("0.0");
});
