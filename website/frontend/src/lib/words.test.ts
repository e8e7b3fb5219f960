import { load } from "words:files";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { createElement, isValidElement } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { compile, compiled, languages, readMessages, subjects } from "@/../scripts/catalogues.mjs";
import { pageLanguage } from "./browser";
import { beside, type Catalogue, learn, speak, type Translate, translator, watchLanguage } from "./words";

vi.mock("words:files", () => ({ LANGUAGES: ["en", "sl", "de"], load: vi.fn<typeof load>() }));

interface Messages {
  plain: Record<never, never>;
  missing: { count: number };
  told: { name: string };
}

function catalogueOf(subject: string, text: string): Catalogue {
  const body = new FluentResource(text).body;
  return { [subject]: Object.fromEntries(body.map(({ id, value }) => [id, compile(value)])) };
}

const t: Translate<Messages> = translator("test");
const ENGLISH = `
plain = Queue is empty
missing = { $count ->
    [0] Enough to play
    [one] { $count } short
   *[other] { $count } short of it
}
told = You are on { $name }, at last
`;

/** What there is to be loaded, by file, in every language. */
let files: Record<string, string>;
let absent: string | undefined;

beforeEach(() => {
  const page = { lang: "", dir: "" };
  vi.stubGlobal("document", { documentElement: page });
  vi.stubGlobal("window", { dispatchEvent: () => true });
  files = { first: ENGLISH };
  vi.mocked(load).mockImplementation(async (language, file) => {
    if (file === absent) throw new Error(`no ${file}`);
    const text = files[`${language}/${file}`] ?? files[file] ?? "";
    return catalogueOf(file === "first" ? "test" : file, text);
  });
  learn(catalogueOf("test", ENGLISH));
});

afterEach(async () => {
  absent = undefined;
  watchLanguage(() => {});
  await speak("en");
  vi.unstubAllGlobals();
});

describe("what the page says", () => {
  test("is the message", () => {
    expect(t("plain")).toBe("Queue is empty");
  });

  test("follows the number", () => {
    expect([0, 1, 2, 1000].map((count) => t("missing", { count }))).toEqual([
      "Enough to play",
      "1 short",
      "2 short of it",
      "1,000 short of it",
    ]);
  });

  test("holds what is put in, without marks around it", () => {
    expect(t("told", { name: "B" })).toBe("You are on B, at last");
  });

  test("has elements where the sentence wants them", () => {
    const side = createElement("b", null, "B");
    const sentence = t.rich("told", { name: side });
    expect(isValidElement<{ children: unknown }>(sentence) && sentence.props.children).toEqual([
      "You are on ",
      side,
      ", at last",
    ]);
  });

  test("is an id, and a line on the console, where nothing is written", () => {
    const said = vi.spyOn(console, "error").mockReturnValue();
    expect(t("nothing" as "plain")).toBe("nothing");
    expect(said).toHaveBeenCalledExactlyOnceWith("nothing is written for test: nothing");
  });

  test("is English, and a line where the page is built, where a language has nothing", () => {
    const said = vi.spyOn(console, "warn").mockReturnValue();
    expect(compiled("status", ["MAYBE"], "xx")).toEqual(compiled("status", ["MAYBE"]));
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/xx.status\.ftl: has no MAYBE/));
  });

  test("is what Fluent's own runtime says", async () => {
    const values = [0, 1, 2, 3, 4, 5, 11, 21, 101, 102, 1234, "one", "start", "constructor", "Ana"];
    const different: string[] = [];
    let compared = 0;
    for (const language of languages()) {
      await speak(language);
      for (const subject of subjects()) {
        const body = readMessages(subject, language);
        const bundle = new FluentBundle(language, { useIsolating: false });
        bundle.addResource({ body });
        const named = new Map(body.map(({ id, value }) => [id, value]));
        for (const { id, value } of body) {
          if (value === null || id.startsWith("-") || notOnThePage(value)) continue;
          learn({ checked: { [id]: compile(value, named) } });
          for (const each of values) {
            const given = new Proxy({} as Record<string, string>, {
              get: () => each,
              getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
            });
            const ours = translator<Record<string, { any: string }>>("checked")(id, given as { any: string });
            const theirs = bundle.formatPattern(value, given);
            if (ours !== theirs) different.push(`${language} ${subject} ${id}: ${ours}, not ${theirs}`);
            compared += 1;
          }
        }
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  }, 60_000);
});

/** Options of functions are for Python alone; the build refuses them where the page says such a message. */
function notOnThePage(value: unknown): boolean {
  return /"(DATETIME|narg)"/.test(JSON.stringify(value));
}

describe("another language", () => {
  const SLOVENIAN = `
plain = Vrsta je prazna
missing = { $count ->
    [one] Manjka { $count }
    [two] Manjkata { $count }
    [few] Manjkajo { $count }
   *[other] Manjka jih { $count }
}
told = V { $name }
`;

  test("is spoken from the moment that it is there, with its plurals, numbers and dates", async () => {
    files["sl/first"] = SLOVENIAN;
    const draw = vi.fn<() => void>();
    watchLanguage(draw);
    const speaking = speak("sl");
    expect(t("plain")).toBe("Queue is empty");
    await speaking;
    expect([1, 2, 3, 5, 101, 102, 1005].map((count) => t("missing", { count }))).toEqual([
      "Manjka 1",
      "Manjkata 2",
      "Manjkajo 3",
      "Manjka jih 5",
      "Manjka 101",
      "Manjkata 102",
      "Manjka jih 1005",
    ]);
    expect(document.documentElement).toEqual({ lang: "sl", dir: "ltr" });
    expect(draw).toHaveBeenCalledTimes(1);
  });

  test("is not spoken where its words cannot be loaded", async () => {
    absent = "first";
    await expect(speak("sl")).rejects.toThrow("no first");
    expect([t("plain"), pageLanguage()]).toEqual(["Queue is empty", "en"]);
  });

  test("has what lazy parts said, too, also what comes while it is loaded", async () => {
    const later: Translate<{ hello: Record<never, never> }> = translator("later");
    const late: Translate<{ hello: Record<never, never> }> = translator("late");
    files = { ...files, later: "hello = Hello", late: "hello = Hello", "sl/first": SLOVENIAN };
    files["sl/later"] = files["sl/late"] = "hello = Živjo";
    expect(await beside("later", async () => "the part")).toBe("the part");
    const speaking = speak("sl");
    const coming = beside("late", async () => undefined);
    await Promise.all([speaking, coming]);
    expect([later("hello"), late("hello"), t("plain")]).toEqual(["Živjo", "Živjo", "Vrsta je prazna"]);
  });

  test("is the one that was asked for last", async () => {
    files["sl/first"] = SLOVENIAN;
    files["de/first"] = "plain = Die Schlange ist leer";
    const first = speak("sl");
    await Promise.all([speak("de"), first]);
    expect(t("plain")).toBe("Die Schlange ist leer");
  });
});

describe("a lazy part", () => {
  test("comes only with its words, and tries again where they were not to be had", async () => {
    absent = "again";
    await expect(beside("again", async () => "the part")).rejects.toThrow("no again");
    absent = undefined;
    expect(await beside("again", async () => "the part")).toBe("the part");
  });

  test("asks once for words that others have asked for", async () => {
    vi.mocked(load).mockClear();
    await Promise.all([beside("once", async () => 1), beside("once", async () => 2)]);
    expect(load).toHaveBeenCalledTimes(1);
  });
});
