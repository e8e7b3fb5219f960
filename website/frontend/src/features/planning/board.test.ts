import { describe, expect, it } from "vitest";
import type { BalancedTeams } from "@/api/types";
import { type Board, boardAfter, isEdited, isNews, isOvertaken, newBoard, splitShown } from "./board";
import { type Draft, withCaptain, withMoved } from "./draft";

const DRAFT: Draft = { A: [1, 2], B: [3, 4], captains: { A: null, B: null } };
const SAVED = { version: 1, draft: DRAFT };
const MINE = withMoved(DRAFT, [1], "B");
const THEIRS = { version: 2, draft: withMoved(DRAFT, [4], null) };
const SPLIT: BalancedTeams = {
  side_a: [2],
  side_b: [3, 4, 1],
  captain_a: null,
  captain_b: null,
  rating_gap: 1,
  win_probability: 0.5,
  rated_count: 4,
};

const edited = (board: Board, draft: Draft) => boardAfter(board, { type: "edited", draft });

describe("undo", () => {
  it("goes back edit by edit", () => {
    const board = edited(edited(newBoard(SAVED), MINE), withMoved(MINE, [2], "B"));
    const once = boardAfter(board, { type: "undone" });
    expect(once.draft).toBe(MINE);
    expect(isEdited(once)).toBe(true);
    const twice = boardAfter(once, { type: "undone" });
    expect(isEdited(twice)).toBe(false);
    expect(boardAfter(twice, { type: "undone" })).toBe(twice);
  });

  it("has nothing to do after an edit that changes nothing", () => {
    expect(edited(newBoard(SAVED), { ...DRAFT, A: [2, 1] }).past).toEqual([]);
  });
});

describe("what somebody else saved", () => {
  it("is shown at once where nothing was edited", () => {
    const board = boardAfter(newBoard(SAVED), { type: "seen", saved: THEIRS });
    expect(board.draft).toBe(THEIRS.draft);
    expect(isOvertaken(board, THEIRS)).toBe(false);
  });

  it("leaves edits alone, which are then overtaken", () => {
    const board = boardAfter(edited(newBoard(SAVED), MINE), { type: "seen", saved: THEIRS });
    expect(board.draft).toBe(MINE);
    expect(board.base).toBe(SAVED);
    expect(isOvertaken(board, THEIRS)).toBe(true);
  });

  it("is no difference where it is the same", () => {
    const same = { version: 2, draft: { ...MINE } };
    const board = boardAfter(edited(newBoard(SAVED), MINE), { type: "seen", saved: same });
    expect(isOvertaken(board, same)).toBe(false);
    expect(isEdited(board)).toBe(false);
  });

  it("can be taken, and undone", () => {
    const taken = boardAfter(edited(newBoard(SAVED), MINE), { type: "yielded", saved: THEIRS });
    expect(taken.draft).toBe(THEIRS.draft);
    expect(isEdited(taken)).toBe(false);
    expect(boardAfter(taken, { type: "undone" }).draft).toBe(MINE);
  });
});

it("our own save keeps what was edited while it was on its way", () => {
  const later = withMoved(MINE, [3], "A");
  const board = boardAfter(edited(edited(newBoard(SAVED), MINE), later), {
    type: "stored",
    saved: { version: 2, draft: MINE },
  });
  expect(board.draft).toBe(later);
  expect(isEdited(board)).toBe(true);
  expect(isOvertaken(board, { version: 2, draft: MINE })).toBe(false);
});

it("an older draft that is read after our own save is not taken for somebody else's", () => {
  const stored = boardAfter(edited(newBoard(SAVED), MINE), {
    type: "stored",
    saved: { version: 2, draft: MINE },
  });
  expect(boardAfter(stored, { type: "seen", saved: SAVED })).toBe(stored);
  expect(isNews(stored, SAVED)).toBe(false);
  expect(isNews(stored, { ...THEIRS, version: 3 })).toBe(true);
});

describe("what the server said of a split", () => {
  const board = boardAfter(newBoard(SAVED), { type: "edited", draft: MINE, split: SPLIT });

  it("is shown while the sides are those, whoever leads them", () => {
    expect(splitShown(board)).toBe(SPLIT);
    expect(splitShown(edited(board, withCaptain(MINE, 2)))).toBe(SPLIT);
  });

  it("is not shown of other sides, and again when they return", () => {
    const other = edited(board, withMoved(MINE, [3], "A"));
    expect(splitShown(other)).toBeNull();
    expect(splitShown(boardAfter(other, { type: "undone" }))).toBe(SPLIT);
  });

  it("is shown of the draft that stood there already", () => {
    const again = boardAfter(edited(newBoard(SAVED), MINE), { type: "edited", draft: MINE, split: SPLIT });
    expect(splitShown(again)).toBe(SPLIT);
    expect(again.past).toHaveLength(1);
  });
});
