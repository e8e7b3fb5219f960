import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { covers } from "@/api/keys";
import type { Readiness, Settings } from "@/api/types";
import { vibrate } from "@/lib/browser";
import { becomesReady, hasCooledDown, playReadySound, readPlayed, writePlayed } from "./readySound";

/** A page that is not seen is told nothing; for the sound it looks itself. */
const LOOK_EVERY = 60_000;

/** One short sound, and a tap of the phone, when tonight's session becomes ready while the page is open, also in the background. */
export function useReadySound(readiness: Readiness | null, settings: Settings | undefined): void {
  const queryClient = useQueryClient();
  const previous = useRef<Readiness | null>(null);
  const wanted = settings?.sound_enabled === true;
  const date = readiness?.date;

  useEffect(() => {
    if (!wanted || date === undefined) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState !== "hidden") return;
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => covers(queryKey, date) });
    }, LOOK_EVERY);
    return () => window.clearInterval(timer);
  }, [wanted, date, queryClient]);

  useEffect(() => {
    const before = previous.current;
    previous.current = readiness;
    if (!becomesReady(before, readiness)) return;
    if (!settings?.sound_enabled) return;
    if (!hasCooledDown(readPlayed(), Date.now(), settings.sound_cooldown_seconds)) return;
    writePlayed(Date.now());
    void playReadySound();
    vibrate(30);
  }, [readiness, settings]);
}
