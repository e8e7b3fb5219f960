import { FluentResource } from "@fluent/bundle";
import { createElement, isValidElement } from "react";
import { describe, expect, test } from "vitest";
import { type Translate, translator } from "./words";

interface Messages {
  plain: Record<never, never>;
  missing: { count: number };
  told: { name: string };
}

const t: Translate<Messages> = translator(
  "en",
  new FluentResource(`
plain = Queue is empty
missing = { $count ->
    [0] Enough to play
    [one] { $count } short
   *[other] { $count } short of it
}
told = You are on { $name }, at last
`).body,
);

describe("what the page says", () => {
  test("is the message", () => {
    expect(t("plain")).toBe("Queue is empty");
  });

  test("follows the number", () => {
    expect([0, 1, 2].map((count) => t("missing", { count }))).toEqual([
      "Enough to play",
      "1 short",
      "2 short of it",
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

  test("is an error where nothing is written", () => {
    expect(() => t("nothing" as "plain")).toThrow("nothing is written for nothing");
  });
});
