import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isEdited, isOvertaken, type Saved } from "./board";
import { type Draft, withMoved } from "./draft";
import { keepDraft, resumedBoard } from "./keptDraft";

const DRAFT: Draft = { A: [1, 2], B: [3, 4], captains: { A: null, B: null } };
const SAVED: Saved = { version: 1, draft: DRAFT };
const MINE = withMoved(DRAFT, [1], "B");
const PEOPLE = new Map([1, 2, 3, 4].map((userId) => [userId, null]));
const TONIGHT = "2026-12-04";

const back = (saved: Saved = SAVED, { viewer = 7, date = TONIGHT, people = PEOPLE } = {}) =>
  resumedBoard(viewer, date, saved, people);

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  });
  keepDraft(7, TONIGHT, { base: SAVED, draft: MINE });
});

afterEach(() => vi.unstubAllGlobals());

describe("a draft that was not saved", () => {
  it("is there again, and can be undone", () => {
    const { board, came } = back();
    expect([came, board.draft, isEdited(board)]).toEqual(["resumed", MINE, true]);
    expect(board.past).toEqual([DRAFT]);
  });

  it("is of one viewer and one evening", () => {
    expect(back(SAVED, { viewer: 8 }).came).toBe("none");
    expect(back(SAVED, { date: "2026-12-05" }).came).toBe("none");
  });

  it("goes on with what others saved of other players", () => {
    const theirs = { version: 2, draft: withMoved(DRAFT, [4], null) };
    const { board, came } = back(theirs);
    expect([came, board.base]).toEqual(["resumed", theirs]);
    expect(board.draft).toEqual(withMoved(MINE, [4], null));
  });

  it("stays beside what others saved where they moved the same player elsewhere", () => {
    const theirs = { version: 2, draft: withMoved(DRAFT, [1], null) };
    const { board, came } = back(theirs);
    expect([came, board.draft, board.base]).toEqual(["resumed", MINE, SAVED]);
    expect(isOvertaken(board, theirs)).toBe(true);
  });

  it("is nothing to speak of where others saved the same, or its player is gone", () => {
    expect(back({ version: 2, draft: MINE }).came).toBe("none");
    const people = new Map([2, 3, 4].map((userId) => [userId, null]));
    expect(back(SAVED, { people }).board.draft.A).toEqual([2]);
  });

  it("is gone once it is forgotten", () => {
    keepDraft(7, TONIGHT, null);
    expect(back().came).toBe("none");
  });

  it.each([
    null,
    1,
    {},
    { base: SAVED },
    { base: SAVED, draft: { A: [1] } },
    { base: SAVED, draft: { ...DRAFT, A: ["x"] } },
  ])("is nothing where the tab keeps %j", (value) => {
    sessionStorage.setItem("muster.draft.7.2026-12-04", JSON.stringify(value));
    expect(back().came).toBe("none");
  });
});
