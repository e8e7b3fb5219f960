import { t } from "words:calendar";
import type { Day } from "@/api/types";

/** "4 looking, 3 available, 2 maybe, 3 not playing". */
export function countsInWords(counts: Day["counts"]): string {
  return t("counts", {
    looking: counts.LOOKING,
    available: counts.AVAILABLE,
    maybe: counts.MAYBE,
    not_playing: counts.NOT_PLAYING,
  });
}
