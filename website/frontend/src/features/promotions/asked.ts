import type { AskedAnswers } from "@/api/keys";
import type { PromotionPreview } from "@/api/types";

/** Whoever might play: those whom asking could gain. */
export const EVERYBODY: AskedAnswers = { includeAvailable: true, includeMaybe: true };

export const ONLY_LOOKING: AskedAnswers = { includeAvailable: false, includeMaybe: false };

/** Whom a campaign asks unless its promoter chooses: whoever might play, while anybody is missing. */
export function presetOf({ short_by }: Pick<PromotionPreview, "short_by">): AskedAnswers {
  return short_by > 0 ? EVERYBODY : ONLY_LOOKING;
}
