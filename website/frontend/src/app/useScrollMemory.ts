import { useEffect, useState } from "react";
import { observeSize } from "@/lib/browser";

const KEY = "muster.scroll";
/** How long a place may go on growing until its old position can be taken again. */
const GROWS_FOR = 3_000;

/** Keeps how far each history entry is scrolled, and goes back there with it; a new entry begins at its top. */
export function useScrollMemory(onEntry: (again: boolean) => void): void {
  const [entry, setEntry] = useState(0);
  useEffect(() => {
    window.history.scrollRestoration = "manual";
    let timer: number | undefined;
    function keep() {
      timer = undefined;
      window.history.replaceState({ ...window.history.state, [KEY]: window.scrollY }, "");
    }
    function keepSoon() {
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, 80);
    }
    function leave() {
      window.clearTimeout(timer);
      timer = undefined;
    }
    function keepBeforeLeaving() {
      if (timer === undefined) return;
      leave();
      keep();
    }
    window.addEventListener("scroll", keepSoon, { passive: true });
    document.addEventListener("click", keepBeforeLeaving, { capture: true });
    // The place is another one by now: its entry is not the one that was scrolled.
    window.addEventListener("popstate", leave);
    const come = () => setEntry((number) => number + 1);
    window.addEventListener("hashchange", come);
    return () => {
      leave();
      window.removeEventListener("scroll", keepSoon);
      document.removeEventListener("click", keepBeforeLeaving, { capture: true });
      window.removeEventListener("popstate", leave);
      window.removeEventListener("hashchange", come);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each entry that is come to
  useEffect(() => {
    const kept: unknown = window.history.state?.[KEY];
    const again = typeof kept === "number";
    onEntry(again);
    if (!again) {
      window.scrollTo(0, 0);
      return;
    }
    return scrollOnceHighEnough(kept);
  }, [entry]);
}

/** Scrolls to `y` as soon as the page is high enough, unless the reader scrolls first. */
function scrollOnceHighEnough(y: number): () => void {
  let stop = () => {};
  function tryIt() {
    if (document.documentElement.scrollHeight - window.innerHeight < y) return;
    window.scrollTo(0, y);
    stop();
  }
  const stopWatching = observeSize(document.documentElement, tryIt);
  const giveUp = window.setTimeout(() => stop(), GROWS_FOR);
  stop = () => {
    stopWatching();
    window.clearTimeout(giveUp);
    for (const gesture of ["wheel", "touchmove", "keydown"]) window.removeEventListener(gesture, stop);
  };
  for (const gesture of ["wheel", "touchmove", "keydown"]) {
    window.addEventListener(gesture, stop, { passive: true });
  }
  tryIt();
  return () => stop();
}
