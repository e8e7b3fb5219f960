import { describe, expect, it } from "vitest";
import type { BalancedTeams } from "@/api/types";
import { peopleOf } from "./draft";
import { session, state, suggestion } from "./testing";
import { withVote } from "./votes";
import {
  countInWords,
  draftAsText,
  fairnessInWords,
  leadingName,
  missingPlayers,
  missingToUnlock,
  movedInWords,
  personInWords,
  ranked,
  spotInWords,
} from "./words";

function room(looking: number, committed: number) {
  return {
    session_ready: { ready: looking >= 6, looking_count: looking, threshold: 6 },
    committed_count: committed,
  };
}

describe("counts", () => {
  it("say what is missing for the room, and never less than nothing", () => {
    expect(missingToUnlock(room(4, 4))).toBe(2);
    expect(missingToUnlock(room(9, 9))).toBe(0);
  });

  it("are of two full sides until there are more", () => {
    expect(countInWords(room(6, 11))).toBe("11 of 12");
    expect(countInWords(room(6, 12))).toBe("12 in");
    expect(missingPlayers(room(6, 9))).toBe(3);
    expect(missingPlayers(room(6, 14))).toBe(0);
  });
});

describe("moves", () => {
  it.each([
    [["Kestrel"], "A" as const, "Kestrel moved to A."],
    [["Kestrel", "Wren"], "B" as const, "2 players moved to B."],
    [["Kestrel"], null, "Kestrel is unassigned."],
    [["Kestrel", "Wren"], null, "2 players are unassigned."],
  ])("of %s to %s", (names, to, words) => {
    expect(movedInWords(names, to)).toBe(words);
  });

  it("name the captain", () => {
    expect(spotInWords({ place: "A", captain: true })).toBe("A, captain");
    expect(spotInWords({ place: null, captain: false })).toBe("Unassigned");
    expect(personInWords({ userId: 1, name: "Wren", status: null }, true)).toBe(
      "Wren, No longer in, captain",
    );
  });
});

describe("how even a split is", () => {
  const split: BalancedTeams = {
    side_a: [1],
    side_b: [2],
    captain_a: 1,
    captain_b: 2,
    rating_gap: 1.25,
    win_probability: 0.5237,
    rated_count: 2,
  };

  it("is the odds and the gap", () => {
    expect(fairnessInWords(split)).toBe("A wins 52 %, rating gap 1.3");
  });

  it("is the numbers of players where one side has one more", () => {
    expect(fairnessInWords({ ...split, side_a: [1, 3] })).toBe("2 against 1, rating gap 1.3");
  });

  it("is a lot where nobody is rated", () => {
    expect(fairnessInWords({ ...split, rated_count: 0 })).toBe("Nobody here has a rating: drawn by lot.");
  });
});

describe("names", () => {
  it("are ranked by votes, then by age", () => {
    const names = [suggestion(3, 1), suggestion(2, 1), suggestion(1, 0)];
    expect(ranked(names).map((each) => each.id)).toEqual([2, 3, 1]);
    expect(leadingName(names)?.id).toBe(2);
  });

  it("have no leader without a vote", () => {
    expect(leadingName([suggestion(1, 0)])).toBeNull();
    expect(leadingName([])).toBeNull();
  });

  it("move the viewer's vote, once", () => {
    const before = state([1], session({}, [suggestion(1, 3, true), suggestion(2, 0)]));
    const after = withVote(before, 2);
    expect(after.session?.suggestions.map((each) => [each.votes, each.voted_by_me])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(withVote(after, 2)).toEqual(after);
    expect(withVote(before, 99)).toBe(before);
  });
});

describe("a draft as text", () => {
  const people = peopleOf(state([1, 2, 3]));

  it("has a line for each side", () => {
    const draft = { A: [1, 2], B: [3], captains: { A: 2, B: null } };
    expect(draftAsText(draft, people, "Friday 4 December", "Badgers")).toBe(
      "Badgers: teams, Friday 4 December\nA: Player 1, Player 2 (captain)\nB: Player 3",
    );
  });

  it("says so of an empty side", () => {
    const draft = { A: [1], B: [], captains: { A: null, B: null } };
    expect(draftAsText(draft, people, "Friday", null)).toBe("Teams, Friday\nA: Player 1\nB: nobody yet");
  });
});
