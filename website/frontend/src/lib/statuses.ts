import { t } from "words:status";
import type { Status } from "@/api/types";

/** The four answers, in the order in which they are shown everywhere. */
export const STATUSES: readonly Status[] = ["LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING"];

export function statusLabel(status: Status): string {
  return t(status);
}
