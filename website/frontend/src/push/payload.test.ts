import { describe, expect, it } from "vitest";
import { readPayload, shownAnswers } from "./payload";

const TOLD = {
  n: "m1-2",
  t: "Dnevno vprašanje",
  b: "Igraš nocoj?",
  u: "/#/availability?n=m1-2",
  l: "sl",
  a: [
    ["Igram", "261128.looking.m1-2"],
    ["Mogoče", "261128.maybe.m1-2"],
    ["Nocoj ne", "261128.no.m1-2"],
  ],
  c: 4,
  z: 1,
  s: { kept: "Ni omrežja." },
};

describe("readPayload", () => {
  it("reads what the bot writes", () => {
    const payload = readPayload(TOLD);
    expect(payload?.title).toBe("Dnevno vprašanje");
    expect(payload?.path).toBe("/#/availability?n=m1-2");
    expect(payload?.answers.map(({ label }) => label)).toEqual(["Igram", "Mogoče", "Nocoj ne"]);
    expect(payload?.badge).toBe(4);
    expect(payload?.sayings).toEqual({ kept: "Ni omrežja.", "signed-out": "", "not-sent": "" });
  });

  it("leaves out what it cannot read", () => {
    expect(readPayload(null)).toBeNull();
    expect(readPayload("text")).toBeNull();
    expect(readPayload({ ...TOLD, n: 1 })).toBeNull();
    const odd = readPayload({ ...TOLD, a: [["x"], 3, ["Yes", "d"]], c: -1, s: null, l: 3 });
    expect(odd?.answers).toEqual([{ label: "Yes", data: "d" }]);
    expect(odd?.badge).toBeUndefined();
    expect(odd?.language).toBe("en");
  });

  it("leads nowhere but to this page", () => {
    for (const u of ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", 7])
      expect(readPayload({ ...TOLD, u })?.path).toBe("/");
  });
});

describe("shownAnswers", () => {
  const answers = readPayload(TOLD)?.answers ?? [];
  it("keeps the likeliest and the no where there is room for two", () => {
    expect(shownAnswers(answers, 2).map(({ label }) => label)).toEqual(["Igram", "Nocoj ne"]);
    expect(shownAnswers(answers, 3)).toHaveLength(3);
    expect(shownAnswers(answers, 1).map(({ label }) => label)).toEqual(["Igram"]);
    expect(shownAnswers(answers, 0)).toEqual([]);
  });
});
