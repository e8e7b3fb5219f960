import { isValidElement, type ReactNode } from "react";
import { describe, expect, it } from "vitest";
import type { BalancedTeams } from "@/api/types";
import { myTeamOf, peopleOf } from "./draft";
import { session, state, suggestion } from "./testing";
import { withVote } from "./votes";
import {
  countInWords,
  draftAsText,
  fairnessInWords,
  missingPlayers,
  missingToUnlock,
  movedInWords,
  myTeamInWords,
  personInWords,
  ranked,
  ratingInWords,
  spotInWords,
  winnersInWords,
  winningNames,
} from "./words";

function room(looking: number, committed: number) {
  return {
    session_ready: { session: true, ready: looking >= 6, looking_count: looking, threshold: 6 },
    committed_count: committed,
  };
}

describe("counts", () => {
  it("say what is missing for the room, and never less than nothing", () => {
    expect(missingToUnlock(room(4, 4))).toBe(2);
    expect(missingToUnlock(room(9, 9))).toBe(0);
  });

  it("are of two full sides until there are more", () => {
    expect(countInWords(room(6, 11))).toBe("11 of 12 could play");
    expect(countInWords(room(6, 12))).toBe("12 could play");
    expect(missingPlayers(room(6, 9))).toBe(3);
    expect(missingPlayers(room(6, 14))).toBe(0);
  });
});

describe("moves", () => {
  it.each([
    ["A" as const, "Kestrel moved to A."],
    [null, "Kestrel is unassigned."],
  ])("to %s", (to, words) => {
    expect(movedInWords("Kestrel", to)).toBe(words);
  });

  it("name the captain", () => {
    expect(spotInWords({ place: "A", captain: true })).toBe("A, captain");
    expect(spotInWords({ place: null, captain: false })).toBe("Unassigned");
    expect(personInWords({ userId: 1, name: "Wren", status: null, rating: null }, true)).toBe(
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

  it("says how much is known where that is too little for odds", () => {
    const unsure = {
      ...split,
      side_a: [1, 3, 5, 7],
      side_b: [2, 4, 6, 8],
      rated_count: 4,
      win_probability: null,
    };
    expect(fairnessInWords(unsure)).toBe("4 of 8 have a rating");
    expect([1540.25, 0, null].map(ratingInWords)).toEqual(["1540.3", "0", "no rating"]);
  });

  it("is a lot where nobody is rated", () => {
    expect(fairnessInWords({ ...split, rated_count: 0 })).toBe("Nobody here has a rating: drawn by lot.");
  });
});

describe("names", () => {
  it("are ranked by votes, then by age", () => {
    const names = [suggestion(3, 1), suggestion(2, 1), suggestion(1, 0)];
    expect(ranked(names).map((each) => each.id)).toEqual([2, 3, 1]);
    expect(winningNames(names).map((each) => each.id)).toEqual([2, 3]);
    expect(winnersInWords(names)).toBe("Name 2 / Name 3");
    expect(winnersInWords([suggestion(4, 2), ...names])).toBe("Name 4");
  });

  it("have no leader without a vote", () => {
    expect(winnersInWords([suggestion(1, 0)])).toBeNull();
    expect(winningNames([])).toEqual([]);
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

/** What an element says. */
function textOf(node: ReactNode): string {
  if (Array.isArray(node)) return node.map(textOf).join("");
  return isValidElement<{ children: ReactNode }>(node) ? textOf(node.props.children) : String(node ?? "");
}

describe("my team", () => {
  const room = session({ A: [[1, "LOOKING"]], B: [[2, "LOOKING"]] });
  const lead = (side: "A" | "B", captain: number | null) => {
    const team = room.teams[side];
    const captain_name = captain === null ? null : `Player ${captain}`;
    return { teams: { ...room.teams, [side]: { ...team, captain_user_id: captain, captain_name } } };
  };
  const say = (of: Parameters<typeof myTeamOf>[0], userId: number | null) => {
    const team = myTeamOf(of, userId);
    return team && textOf(myTeamInWords(team, team.side));
  };

  it("is one sentence, with the captain where there is one", () => {
    expect(say(room, 1)).toBe("You are on A");
    expect(say(lead("B", 2), 2)).toBe("You are on B, as its captain");
    expect(say(lead("A", 7), 1)).toBe("You are on A, captain Player 7");
  });

  it("is nothing for who is in none", () => {
    expect(say(room, 3)).toBeNull();
    expect(say(room, null)).toBeNull();
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
