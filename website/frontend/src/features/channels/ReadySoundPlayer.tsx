import type { IsoDate } from "@/api/types";
import { useSettings } from "./api/useSettings";
import { useReadySound } from "./useReadySound";

export interface ReadySoundPlayerProps {
  date: IsoDate | undefined;
  /** When the session of the date became ready, in milliseconds since 1970; null where it did not while the page was open. */
  becameReady: number | null;
}

/** Plays the sound that the viewer's settings want. */
export function ReadySoundPlayer({ date, becameReady }: ReadySoundPlayerProps) {
  useReadySound(date, becameReady, useSettings().data);
  return null;
}
