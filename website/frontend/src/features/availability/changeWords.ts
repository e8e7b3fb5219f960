import { t } from "words:changes";
import type { Change } from "./changes";

const MINUTE = 60_000;

/** "Bramble is looking · 2 min": what somebody changed, and how long ago; `now` may be a little before it. */
export function changeSentence({ name, status, at }: Change, now: number): string {
  const minutes = Math.max(0, Math.floor((now - at) / MINUTE));
  return t("changed", { name, status: status ?? "cleared", minutes });
}
