import { t } from "words:availability";
import type { QueuedAnswer } from "@/api/queuedAnswers";
import { announce } from "@/components/announce";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";

/** Says that an answer which waited for a network will not be stored any more. */
export function sayNotSent({ date }: QueuedAnswer): void {
  announce(t("not-sent", { day: formatDate(date, "long", viewerLocale()) }));
}
