import type { BalancedTeams } from "@/api/types";
import { type Draft, sameDraft } from "./draft";

/** A draft that the server holds, and which one it is. */
export interface Saved {
  version: number;
  draft: Draft;
}

/** What somebody has on their screen while they draft: their own edits over a saved draft. */
export interface Board {
  /** The saved draft that the edits began with. */
  base: Saved;
  draft: Draft;
  /** What undo goes back to, the latest last. */
  past: readonly Draft[];
  /** A split that the server proposed, and what it said of it. */
  proposed: { draft: Draft; split: BalancedTeams } | null;
}

export type BoardEvent =
  | { type: "edited"; draft: Draft; split?: BalancedTeams }
  | { type: "undone" }
  /** The server holds this draft now, whoever saved it. */
  | { type: "seen"; saved: Saved }
  /** Our own save went well; edits made since stay. */
  | { type: "stored"; saved: Saved }
  /** Drop our edits for what somebody else saved. */
  | { type: "yielded"; saved: Saved };

const MOST_UNDONE = 50;

export function newBoard(saved: Saved): Board {
  return { base: saved, draft: saved.draft, past: [], proposed: null };
}

export function isEdited(board: Board): boolean {
  return !sameDraft(board.draft, board.base.draft);
}

/** Whether the server holds a later draft than the one that the edits began with, and another than is shown. */
export function isNews(board: Board, saved: Saved): boolean {
  // What is read can be older than the answer to our own save: the server only ever counts up.
  return saved.version > board.base.version && !sameDraft(board.draft, saved.draft);
}

/** Whether somebody else has saved another draft while this one was being edited. */
export function isOvertaken(board: Board, saved: Saved): boolean {
  return isEdited(board) && isNews(board, saved);
}

/** What the server said of exactly the draft that is shown. */
export function splitShown(board: Board): BalancedTeams | null {
  const { proposed, draft } = board;
  if (proposed === null) return null;
  const sameSides = sameDraft(
    { ...proposed.draft, captains: NO_CAPTAINS },
    { ...draft, captains: NO_CAPTAINS },
  );
  return sameSides ? proposed.split : null;
}

const NO_CAPTAINS = { A: null, B: null };

export function boardAfter(board: Board, event: BoardEvent): Board {
  switch (event.type) {
    case "edited": {
      const proposed = event.split ? { draft: event.draft, split: event.split } : board.proposed;
      if (sameDraft(board.draft, event.draft)) return { ...board, proposed };
      return { ...board, draft: event.draft, past: withPast(board), proposed };
    }
    case "undone": {
      const draft = board.past.at(-1);
      return draft ? { ...board, draft, past: board.past.slice(0, -1) } : board;
    }
    case "seen":
      if (event.saved.version <= board.base.version) return board;
      if (sameDraft(board.draft, event.saved.draft)) return { ...board, base: event.saved };
      // Edits are kept; saving them will show the difference.
      return isEdited(board) ? board : { ...board, base: event.saved, draft: event.saved.draft, past: [] };
    case "stored":
      return { ...board, base: event.saved };
    case "yielded":
      return { ...board, base: event.saved, draft: event.saved.draft, past: withPast(board) };
  }
}

function withPast(board: Board): readonly Draft[] {
  return [...board.past, board.draft].slice(-MOST_UNDONE);
}
