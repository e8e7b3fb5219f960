export interface ThrottledOptions {
  /** Milliseconds from one run to the next, at least. */
  between?: number;
  /** Milliseconds that even the first run comes after it was asked for. */
  after?: number;
  /** A run comes up to this many milliseconds later, by chance: not all open pages ask at once. */
  spread?: number;
  run: () => void;
}

export interface Throttled {
  /** Asks for a run; one that is coming serves whoever asks until then. */
  ask: () => void;
  /** Drops a run that is coming. */
  stop: () => void;
}

/** Runs soon after it was asked to, once for all that ask meanwhile. */
export function throttled({ between = 0, after = 0, spread = 0, run }: ThrottledOptions): Throttled {
  let timer: number | undefined;
  let last = Number.NEGATIVE_INFINITY;

  function runNow() {
    timer = undefined;
    last = performance.now();
    run();
  }

  function ask() {
    if (timer !== undefined) return;
    const wait = Math.max(after, last + between - performance.now());
    timer = window.setTimeout(runNow, wait + Math.random() * spread);
  }

  function stop() {
    window.clearTimeout(timer);
    timer = undefined;
  }

  return { ask, stop };
}
