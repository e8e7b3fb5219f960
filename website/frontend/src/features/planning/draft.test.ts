import { describe, expect, it } from "vitest";
import {
  changedBetween,
  type Draft,
  isEmpty,
  isGone,
  peopleOf,
  sameDraft,
  savedDraft,
  withCaptain,
  withMoved,
} from "./draft";
import { session, state } from "./testing";

const DRAFT: Draft = { A: [1, 2], B: [3, 4], captains: { A: 1, B: 4 } };

describe("moving people", () => {
  it("takes them from where they are and puts them last", () => {
    expect(withMoved(DRAFT, [1, 9], "B")).toEqual({ A: [2], B: [3, 4, 1, 9], captains: { A: null, B: 4 } });
  });

  it("to no side unassigns them", () => {
    expect(withMoved(DRAFT, [4], null)).toEqual({ A: [1, 2], B: [3], captains: { A: 1, B: null } });
  });

  it("leaves who is there already, captains too", () => {
    expect(withMoved(DRAFT, [1, 2], "A")).toBe(DRAFT);
    expect(withMoved(DRAFT, [1, 3], "A")).toEqual({ A: [1, 2, 3], B: [4], captains: { A: 1, B: 4 } });
  });
});

describe("a captain", () => {
  it("is one a side", () => {
    expect(withCaptain(DRAFT, 2).captains).toEqual({ A: 2, B: 4 });
  });

  it("is one no more when marked again", () => {
    expect(withCaptain(DRAFT, 1).captains).toEqual({ A: null, B: 4 });
  });

  it("plays", () => {
    expect(withCaptain(DRAFT, 9)).toBe(DRAFT);
  });
});

describe("two drafts", () => {
  it("are the same in any order", () => {
    expect(sameDraft(DRAFT, { A: [2, 1], B: [4, 3], captains: { A: 1, B: 4 } })).toBe(true);
  });

  it("differ by a captain alone", () => {
    expect(sameDraft(DRAFT, withCaptain(DRAFT, 2))).toBe(false);
  });

  it("are compared person by person, those who leave first", () => {
    const other = withMoved(withMoved(DRAFT, [9], "A"), [3], null);
    expect(changedBetween(DRAFT, other)).toEqual([
      { userId: 3, before: { place: "B", captain: false }, after: { place: null, captain: false } },
      { userId: 9, before: { place: null, captain: false }, after: { place: "A", captain: false } },
    ]);
  });
});

describe("the people of a room", () => {
  const room = session({ A: [[1, "LOOKING"]], B: [[2, "NOT_PLAYING"]] });
  const people = peopleOf({ ...state(), participants: state([1, 3]).participants, session: room });

  it("are the pool and the saved draft", () => {
    expect([...people.keys()].sort()).toEqual([1, 2, 3]);
  });

  it("are gone when they do not play, or have no answer", () => {
    expect([1, 2, 3].map((userId) => isGone(people.get(userId) ?? { status: null }))).toEqual([
      false,
      true,
      false,
    ]);
    expect(isGone({ status: null })).toBe(true);
  });

  it("make up the saved draft", () => {
    expect(savedDraft(room)).toEqual({ A: [1], B: [2], captains: { A: null, B: null } });
    expect(isEmpty(savedDraft(session({})))).toBe(true);
  });
});
