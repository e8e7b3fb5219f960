import type { IsoDate } from "@/api/types";
import { keepInTab, readFromTab } from "@/lib/browser";
import { type Board, newBoard, type Saved } from "./board";
import { type Draft, onlyOf, rebased, SIDES, sameDraft } from "./draft";

/**
 * Edits that were not saved, so that leaving the page or loading it anew does not lose them: of one viewer and
 * one evening, until the tab is closed.
 */
interface Kept {
  /** The saved draft that the edits began with. */
  base: Saved;
  draft: Draft;
}

function keyOf(userId: number, date: IsoDate): string {
  return `muster.draft.${userId}.${date}`;
}

export function keepDraft(userId: number, date: IsoDate, kept: Kept | null): void {
  keepInTab(keyOf(userId, date), kept);
}

export function hasKeptDraft(userId: number, date: IsoDate): boolean {
  return isKept(readFromTab(keyOf(userId, date)));
}

/** What came of the edits that were kept: nothing to speak of, or taken up again. */
export type Return = "none" | "resumed";

/**
 * The board that somebody comes back to. Edits are taken up again, on what others saved meanwhile too where
 * that is of other players. Where it is not, they still begin with what was saved when they were made: the board
 * then shows the difference, as to somebody who had stayed.
 */
export function resumedBoard(
  userId: number,
  date: IsoDate,
  saved: Saved,
  people: ReadonlyMap<number, unknown>,
): { board: Board; came: Return } {
  const fresh = newBoard(saved);
  const kept = readFromTab(keyOf(userId, date));
  if (!isKept(kept) || saved.version < kept.base.version) return { board: fresh, came: "none" };
  const draft = rebased(kept.base.draft, kept.draft, saved.draft);
  if (draft === null) {
    const board = { ...newBoard(kept.base), draft: kept.draft, past: [kept.base.draft] };
    return { board, came: "resumed" };
  }
  const known = onlyOf(draft, people);
  if (sameDraft(known, saved.draft)) return { board: fresh, came: "none" };
  return { board: { ...fresh, draft: known, past: [saved.draft] }, came: "resumed" };
}

// What a tab kept may be of an older edition of the page.
function isKept(value: unknown): value is Kept {
  const { base, draft } = (value ?? {}) as Partial<Kept>;
  return typeof base?.version === "number" && isDraft(base.draft) && isDraft(draft);
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null | undefined;
  return (
    SIDES.every((side) => Array.isArray(draft?.[side]) && draft[side].every(Number.isSafeInteger)) &&
    typeof draft?.captains === "object" &&
    draft.captains !== null
  );
}
