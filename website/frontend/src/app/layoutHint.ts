import { readStored, writeStored } from "@/lib/browser";

/**
 * What the last visit looked like, so that the skeleton of this one already has its shape and nothing moves
 * when the answers arrive. Only a hint: a missing or wrong one costs a shift, nothing else. A feature keeps
 * the hint of its own sections.
 */
export interface LayoutHint {
  sandbox: boolean;
  linked: boolean;
}

const KEY = "muster.layout";

/** Null on the first visit. */
export function readLayoutHint(): LayoutHint | null {
  const stored = readStored(KEY);
  if (typeof stored !== "object" || stored === null) return null;
  const hint = stored as Partial<LayoutHint>;
  return { sandbox: hint.sandbox === true, linked: hint.linked === true };
}

export function writeLayoutHint(hint: LayoutHint): void {
  writeStored(KEY, hint);
}
