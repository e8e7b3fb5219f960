import { Suspense, useEffect, useState } from "react";
import type { Readiness } from "@/api/types";
import { optional } from "@/components/optional";
import { becomesReady } from "./readySound";

interface ReadySoundProps {
  readiness: Readiness | null;
}

const Player = optional(async () => (await import("./ReadySoundPlayer")).ReadySoundPlayer);

/**
 * The sound of a session that becomes ready, on whichever place of the page one is. A browser lets a page make none
 * before somebody touched it, so until then nothing is asked for.
 */
export function ReadySound({ readiness }: ReadySoundProps) {
  const becameReady = useBecameReady(readiness);
  const touched = useTouched();
  if (!touched) return null;
  return (
    <Suspense>
      <Player date={readiness?.date} becameReady={becameReady} />
    </Suspense>
  );
}

/** When the session became ready, in milliseconds since 1970, noted also before a sound can be made. */
function useBecameReady(readiness: Readiness | null): number | null {
  const [before, setBefore] = useState<Readiness | null>(null);
  const [at, setAt] = useState<number | null>(null);
  if (readiness !== before) {
    setBefore(readiness);
    if (becomesReady(before, readiness)) setAt(Date.now());
  }
  return at;
}

// What was pressed has begun what it does by then.
function useTouched(): boolean {
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (touched) return;
    const touch = () => setTouched(true);
    for (const gesture of ["click", "keyup"]) window.addEventListener(gesture, touch);
    return () => {
      for (const gesture of ["click", "keyup"]) window.removeEventListener(gesture, touch);
    };
  }, [touched]);
  return touched;
}
