import { useEffect, useRef } from "react";
import type { Readiness, Settings } from "../../api/types";
import { becomesReady, hasCooledDown, playReadySound, readPlayed, writePlayed } from "./readySound";

/** Plays one short sound when tonight's session becomes ready while the page is open. */
export function useReadySound(readiness: Readiness | null, settings: Settings | undefined): void {
  const previous = useRef<Readiness | null>(null);
  useEffect(() => {
    const before = previous.current;
    previous.current = readiness;
    if (!becomesReady(before, readiness)) return;
    if (!settings?.sound_enabled) return;
    if (!hasCooledDown(readPlayed(), Date.now(), settings.sound_cooldown_seconds)) return;
    writePlayed(Date.now());
    void playReadySound();
  }, [readiness, settings]);
}
