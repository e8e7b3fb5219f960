import { describe, expect, it } from "vitest";
import {
  averageRating,
  changedBetween,
  type Draft,
  isEmpty,
  isGone,
  onlyOf,
  peopleOf,
  rebased,
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

describe("edits of a draft that somebody else saved anew", () => {
  const mine = withCaptain(withMoved(DRAFT, [3], "A"), 3);

  it("are made to theirs where they are of other players", () => {
    const theirs = withMoved(withMoved(DRAFT, [2], null), [9], "B");
    expect(rebased(DRAFT, mine, theirs)).toEqual({ A: [1, 3], B: [4, 9], captains: { A: 3, B: 4 } });
    expect(rebased(DRAFT, mine, { ...DRAFT, A: [2, 1] })).toBe(mine);
  });

  it("are the same where both did the same", () => {
    expect(rebased(DRAFT, mine, mine)).toEqual(mine);
  });

  it("are lost where both moved one player, or made two captains of one side", () => {
    expect(rebased(DRAFT, mine, withMoved(DRAFT, [3], null))).toBeNull();
    expect(rebased(DRAFT, mine, withCaptain(DRAFT, 2))).toBeNull();
  });

  it("make nobody a captain who has gone to the other side", () => {
    const led = withCaptain(DRAFT, 2);
    expect(rebased(DRAFT, led, withMoved(DRAFT, [2], "B"))?.captains.A).toBeNull();
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

  it("have their ratings where those may be seen", () => {
    const seen = peopleOf({ ...state([1]), session: { ...room, ratings: { "1": 1500, "2": 0 } } });
    expect([1, 2].map((userId) => seen.get(userId)?.rating)).toEqual([1500, 0]);
    expect(people.get(1)?.rating).toBeNull();
    expect(averageRating([{ rating: 3 }, { rating: null }, { rating: 0 }])).toBe(1.5);
    expect(averageRating([{ rating: null }])).toBeNull();
  });

  it("are all that a draft keeps", () => {
    expect(
      onlyOf(
        DRAFT,
        new Map([
          [1, 1],
          [3, 1],
        ]),
      ),
    ).toEqual({ A: [1], B: [3], captains: { A: 1, B: null } });
  });

  it("make up the saved draft", () => {
    expect(savedDraft(room)).toEqual({ A: [1], B: [2], captains: { A: null, B: null } });
    expect(isEmpty(savedDraft(session({})))).toBe(true);
  });
});
