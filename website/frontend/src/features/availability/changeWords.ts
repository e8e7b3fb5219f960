import { t } from "words:changes";
import type { Change } from "./changes";

const MINUTE = 60_000;

/** "Bramble is looking · 2 min": what somebody changed, and how long ago. */
export function changeSentence({ name, status, at }: Change, now: number): string {
  return t("changed", { name, status: status ?? "cleared", minutes: Math.floor((now - at) / MINUTE) });
}
