import { t } from "words:status";
import type { Status } from "@/api/types";

/** The four answers, in the order in which they are shown everywhere. */
export const STATUSES: readonly Status[] = ["LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING"];

export const STATUS_LABELS: Record<Status, string> = {
  LOOKING: t("LOOKING"),
  AVAILABLE: t("AVAILABLE"),
  MAYBE: t("MAYBE"),
  NOT_PLAYING: t("NOT_PLAYING"),
};
