import { beforeEach, expect, test, vi } from "vitest";
import { chooseLanguage, readChoice } from "@/lib/language";
import { isSettled, settleLanguage } from "./accountLanguage";
import { client } from "./client";
import type { Me } from "./types";

vi.mock("@/lib/language", () => ({
  chooseLanguage: vi.fn<typeof chooseLanguage>(),
  readChoice: vi.fn<typeof readChoice>(),
}));

const kept = new Map<string, string>();
vi.stubGlobal("localStorage", {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
});
const post = vi.spyOn(client, "POST");

function me(language: string | null): Me {
  return { website_user_id: 7, language } as Me;
}

function chosen(language: string | null, unsaid = false) {
  vi.mocked(readChoice).mockReturnValue({ language, unsaid });
}

function told(): unknown[] {
  const calls: unknown[][] = post.mock.calls;
  return calls.map(([path, options]) => [path, (options as { body: unknown }).body]);
}

beforeEach(() => {
  kept.clear();
  vi.mocked(chooseLanguage).mockReset();
  post.mockReset().mockResolvedValue({ data: { ok: true }, response: new Response("{}") } as never);
});

const HEARD = ["/auth/language/heard", { tag: "en-GB" }];

test("tells the account once what the browser says", async () => {
  chosen(null);
  expect(isSettled(me(null))).toBe(false);
  await settleLanguage(me(null), "en");
  expect(isSettled(me(null))).toBe(true);
  await settleLanguage(me(null), "en");
  expect(told()).toEqual([HEARD]);
  expect(chooseLanguage).not.toHaveBeenCalled();
  // Somebody else at the same browser is another one to be heard of.
  expect(isSettled({ ...me(null), website_user_id: 8 })).toBe(false);
});

test("gives the account what was chosen before signing in, where it has no choice", async () => {
  chosen("sl", true);
  await settleLanguage(me(null), "en");
  expect(told()).toEqual([["/auth/language", { language: "sl" }], HEARD]);
  expect(chooseLanguage).toHaveBeenCalledExactlyOnceWith({ language: "sl", unsaid: false }, "en");
});

test.each([
  ["sl", true],
  ["sl", false],
  [null, false],
])("takes the account's choice over %s", async (language, unsaid) => {
  chosen(language, unsaid);
  await settleLanguage(me("de"), "en");
  expect(told()).toEqual([HEARD]);
  expect(chooseLanguage).toHaveBeenCalledExactlyOnceWith({ language: "de", unsaid: false }, "en");
});

test("drops a choice that the account no longer has", async () => {
  chosen("sl");
  expect(isSettled(me(null))).toBe(false);
  await settleLanguage(me(null), "de");
  expect(chooseLanguage).toHaveBeenCalledExactlyOnceWith({ language: null, unsaid: false }, "de");
});

test("tells again at the next visit what was not heard", async () => {
  chosen(null);
  post.mockResolvedValueOnce({ error: {}, response: new Response("{}", { status: 503 }) } as never);
  await expect(settleLanguage(me(null), "en")).rejects.toThrow();
  expect(isSettled(me(null))).toBe(false);
});
