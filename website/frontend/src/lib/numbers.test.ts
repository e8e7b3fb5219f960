import { expect, test, vi } from "vitest";
import { pageLanguage } from "./browser";
import { decimal } from "./numbers";

vi.mock("./browser", () => ({ pageLanguage: vi.fn<typeof pageLanguage>() }));

test.each([
  ["en", 2.7, "2.7"],
  ["sl", 2.7, "2,7"],
  ["de", 6, "6,0"],
])("in %s %d is %s", (language, value, said) => {
  vi.mocked(pageLanguage).mockReturnValue(language);
  expect(decimal(value, 1, 1)).toBe(said);
});
