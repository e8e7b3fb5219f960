import type { Readiness } from "@/api/types";
import { useSettings } from "./api/useSettings";
import { useReadySound } from "./useReadySound";

/** The sound of a session that becomes ready, on whichever place of the page one is. */
export function ReadySound({ readiness }: { readiness: Readiness | null }) {
  useReadySound(readiness, useSettings().data);
  return null;
}
