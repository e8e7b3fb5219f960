import { type ComponentType, lazy, Suspense, useEffect, useState } from "react";
import type { Readiness } from "@/api/types";

interface ReadySoundProps {
  readiness: Readiness | null;
}

// An old page may not find its code any more; it then makes no sound.
const Player = lazy(async () => ({
  default: await import("./ReadySoundPlayer").then(
    ({ ReadySoundPlayer }) => ReadySoundPlayer,
    (): ComponentType<ReadySoundProps> => () => null,
  ),
}));

/**
 * The sound of a session that becomes ready, on whichever place of the page one is. A browser lets a page make none
 * before somebody touched it, so until then nothing is asked for.
 */
export function ReadySound({ readiness }: ReadySoundProps) {
  if (!useTouched()) return null;
  return (
    <Suspense>
      <Player readiness={readiness} />
    </Suspense>
  );
}

function useTouched(): boolean {
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (touched) return;
    const touch = () => setTouched(true);
    for (const gesture of ["pointerdown", "keydown"]) window.addEventListener(gesture, touch);
    return () => {
      for (const gesture of ["pointerdown", "keydown"]) window.removeEventListener(gesture, touch);
    };
  }, [touched]);
  return touched;
}
