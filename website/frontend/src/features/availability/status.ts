import type { Day, Status } from "@/api/types";
import { STATUS_LABELS, STATUSES } from "@/lib/statuses";

/** "4 looking, 3 available, 2 maybe, 3 not playing". */
export function countsInWords(counts: Day["counts"]): string {
  return STATUSES.map((status) => `${counts[status]} ${STATUS_LABELS[status].toLowerCase()}`).join(", ");
}

/** LOOKING answers still missing until the planning room unlocks; never negative. */
export function missingUntilReady(counts: Day["counts"], threshold: number): number {
  return Math.max(0, threshold - counts.LOOKING);
}

export interface BarGeometry {
  /** Shares of the bar in percent, in the order of STATUSES. */
  shares: { status: Status; percent: number }[];
  /** Where the threshold stands, in percent from the start. */
  threshold: number;
}

/**
 * The stacked bar: LOOKING first, so that its end and the threshold's mark can be compared. The bar is as
 * long as all answers, or as the threshold while there are fewer answers than that.
 */
export function barGeometry(counts: Day["counts"], threshold: number): BarGeometry {
  const total = STATUSES.reduce((sum, status) => sum + counts[status], 0);
  const length = Math.max(total, threshold, 1);
  return {
    shares: STATUSES.map((status) => ({ status, percent: (counts[status] / length) * 100 })),
    threshold: (Math.min(threshold, length) / length) * 100,
  };
}
