/**
 * What the last visit looked like, so that the skeleton of this one already has its shape and nothing moves
 * when the answers arrive. Only a hint: a missing or wrong one costs a shift, nothing else.
 */
export interface LayoutHint {
  sandbox: boolean;
  linked: boolean;
}

const KEY = "muster.layout";

/** Null on the first visit. */
export function readLayoutHint(): LayoutHint | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof stored === "object" && stored !== null) {
      const hint = stored as Partial<LayoutHint>;
      return { sandbox: hint.sandbox === true, linked: hint.linked === true };
    }
  } catch {
    // Storage may be forbidden or hold something else; the hint is then simply absent.
  }
  return null;
}

export function writeLayoutHint(hint: LayoutHint): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(hint));
  } catch {
    // See above.
  }
}
