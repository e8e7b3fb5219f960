import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { covers } from "@/api/keys";
import type { IsoDate, Settings } from "@/api/types";
import { vibrate } from "@/lib/browser";
import { hasCooledDown, playReadySound, readPlayed, writePlayed } from "./readySound";

/** A page that is not seen is told nothing; for the sound it looks itself. */
const LOOK_EVERY = 60_000;

/** Later than this after the moment a sound would be about nothing. */
const SOON = 10_000;

/**
 * One short sound, and a tap of the phone, when tonight's session becomes ready while the page is open, also in the
 * background. `becameReady` is when it did, in milliseconds since 1970; the settings may come a little later.
 */
export function useReadySound(
  date: IsoDate | undefined,
  becameReady: number | null,
  settings: Settings | undefined,
): void {
  const queryClient = useQueryClient();
  const heard = useRef<number | null>(null);
  const wanted = settings?.sound_enabled === true;

  useEffect(() => {
    if (!wanted || date === undefined) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState !== "hidden") return;
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => covers(queryKey, date) });
    }, LOOK_EVERY);
    return () => window.clearInterval(timer);
  }, [wanted, date, queryClient]);

  useEffect(() => {
    if (becameReady === null || settings === undefined || heard.current === becameReady) return;
    heard.current = becameReady;
    const now = Date.now();
    if (!settings.sound_enabled || now - becameReady > SOON) return;
    if (!hasCooledDown(readPlayed(), now, settings.sound_cooldown_seconds)) return;
    writePlayed(now);
    void playReadySound();
    vibrate(30);
  }, [becameReady, settings]);
}
