import { t } from "words:forecast";
import type { Forecast } from "@/api/types";

/** What a forecast is made of, as a sentence without its end: "5 are in, 3 of the maybes usually come". */
export function groundOf({ ground }: Forecast): string {
  const parts = [t("in", { count: ground.committed })];
  if (ground.maybe_expected > 0) parts.push(t("maybes-come", { count: ground.maybe_expected }));
  if (ground.silent_expected > 0) parts.push(t("silent-come", { count: ground.silent_expected }));
  return parts.join(", ");
}

/** A chance as people read it, in whole per cent. */
export function percentOf(chance: number): number {
  return Math.round(chance * 100);
}
