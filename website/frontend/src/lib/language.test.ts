import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chooseLanguage, readChoice, speakFirst } from "./language";
import { speak } from "./words";

vi.mock("words:files", () => ({ LANGUAGES: ["en", "sl", "de"] }));
vi.mock("./words", () => ({ speak: vi.fn<typeof speak>() }));

const kept = new Map<string, string>();
const page = { documentElement: { lang: "en" }, cookie: "" };

beforeEach(() => {
  kept.clear();
  page.documentElement.lang = "en";
  page.cookie = "";
  vi.stubGlobal("document", page);
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.mocked(speak).mockReset().mockResolvedValue(true);
});

afterEach(() => vi.unstubAllGlobals());

function browserSays(...languages: string[]) {
  vi.stubGlobal("navigator", { language: languages[0], languages });
}

test.each([
  [["sl-SI", "en"], "sl"],
  [["fr-FR", "DE_at"], "de"],
  [["fr"], "en"],
  [[], "en"],
])("begins as the browser says, %j is %s", async (languages, expected) => {
  browserSays(...languages);
  await speakFirst();
  expect(speak).toHaveBeenCalledExactlyOnceWith(expected);
  expect(page.cookie).toBe("");
});

test("begins in the language that the server sent it in, where the browser says none of ours", async () => {
  browserSays("fr-FR");
  page.documentElement.lang = "sl";
  await speakFirst();
  expect(speak).toHaveBeenCalledExactlyOnceWith("sl");
});

test("begins in the chosen language, and tells the server again", async () => {
  browserSays("en-GB");
  await chooseLanguage({ language: "de", unsaid: true }, "en");
  page.cookie = "";
  vi.mocked(speak).mockClear();
  await speakFirst();
  expect(speak).toHaveBeenCalledExactlyOnceWith("de");
  expect(page.cookie).toMatch(/^muster_language=de;path=\/;max-age=34560000;samesite=lax$/);
  expect(readChoice()).toEqual({ language: "de", unsaid: true });
});

test("begins in the language that is there, where the other one is not to be had", async () => {
  browserSays("sl");
  vi.mocked(speak).mockRejectedValueOnce(new Error("no network"));
  await speakFirst();
  expect(vi.mocked(speak).mock.calls).toEqual([["sl"], ["en"]]);
  vi.mocked(speak).mockRejectedValue(new Error("no network"));
  await expect(speakFirst()).rejects.toThrow("no network");
});

test("goes back to what the browser says, else to the community's", async () => {
  browserSays("fr");
  await chooseLanguage({ language: "de", unsaid: false }, "sl");
  await chooseLanguage({ language: null, unsaid: false }, "sl");
  expect(vi.mocked(speak).mock.calls).toEqual([["de"], ["sl"]]);
  expect(page.cookie).toMatch(/^muster_language=;path=\/;max-age=0/);
  expect(readChoice()).toEqual({ language: null, unsaid: false });
});

test.each(['{"language":"fr","unsaid":true}', '{"unsaid":true}', '"sl"', "7", "null", "{"])(
  "takes %s for no choice",
  (stored) => {
    kept.set("muster.language", stored);
    expect(readChoice()).toEqual({ language: null, unsaid: false });
  },
);

test("keeps no choice that could not be spoken, or that another one overtook", async () => {
  browserSays("en");
  vi.mocked(speak).mockRejectedValueOnce(new Error("no network"));
  await expect(chooseLanguage({ language: "sl", unsaid: true }, "en")).rejects.toThrow("no network");
  vi.mocked(speak).mockResolvedValueOnce(false);
  await chooseLanguage({ language: "sl", unsaid: true }, "en");
  expect([readChoice().language, page.cookie]).toEqual([null, ""]);
});
