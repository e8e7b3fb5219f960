/** Focus after a step that takes what was pressed away: it never falls to the page as a whole. */

/** How long a place may take until it is drawn. */
const DRAWN_WITHIN = 4_000;
const LOOK_EVERY = 50;
/** What is looked at again after it has the focus, because places are drawn anew as answers arrive. */
const STAYS_FOR = 600;

const FOCUSABLE = "button:not([disabled]), a[href], input:not([disabled]), [tabindex]";

function focusableIn(id: string): HTMLElement | null {
  const element = document.getElementById(id);
  if (element === null) return null;
  return element.matches(FOCUSABLE) ? element : element.querySelector<HTMLElement>(FOCUSABLE);
}

/**
 * Focuses the first thing to press in the element `wanted` as soon as it is drawn, unless the reader does something
 * first. Until then, and where it never comes, the focus is on the element `fallback`.
 */
export function focusOnArrival(wanted: string, fallback: string): void {
  const begun = Date.now();
  let keptSince: number | null = null;
  const timer = window.setInterval(look, LOOK_EVERY);

  function stop() {
    window.clearInterval(timer);
    window.removeEventListener("keydown", stop);
    window.removeEventListener("pointerdown", stop);
  }

  function look() {
    const now = Date.now();
    const target = focusableIn(wanted);
    if (target !== null && document.activeElement === target) {
      keptSince ??= now;
      if (now - keptSince >= STAYS_FOR) stop();
      return;
    }
    (target ?? (isNowhere() ? document.getElementById(fallback) : null))?.focus();
    if (now - begun >= DRAWN_WITHIN) stop();
  }

  window.addEventListener("keydown", stop);
  window.addEventListener("pointerdown", stop);
}

/** Whether what had the focus is gone. */
export function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
