import { readStored, writeStored } from "@/lib/browser";

/**
 * How high the panel was at the last visit, so that its place is kept while it loads. Only a hint: one of
 * another width, or from before midnight, is not used.
 */
interface Hint {
  /** Until when it holds, in milliseconds since 1970: a room is gone from the page at midnight. */
  until: number;
  width: number;
  height: number;
}

const KEY = "muster.planning";

/** Pixels, or null where nothing is known. */
export function readPanelHeight(now: number, width: number): number | null {
  const hint = readStored(KEY) as Partial<Hint> | null;
  const holds = typeof hint?.until === "number" && now < hint.until && hint.width === width;
  return holds && typeof hint.height === "number" ? hint.height : null;
}

export function writePanelHeight(hint: Hint): void {
  writeStored(KEY, hint);
}
