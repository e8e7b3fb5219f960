import type { Readiness } from "@/api/types";
import { useSettings } from "./api/useSettings";
import { useReadySound } from "./useReadySound";

/** Plays the sound that the viewer's settings want. */
export function ReadySoundPlayer({ readiness }: { readiness: Readiness | null }) {
  useReadySound(readiness, useSettings().data);
  return null;
}
