import type { Day } from "@/api/types";

/** LOOKING answers still missing until the planning room unlocks; never negative. */
export function missingUntilReady(counts: Day["counts"], threshold: number): number {
  return Math.max(0, threshold - counts.LOOKING);
}
