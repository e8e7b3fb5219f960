import { t } from "words:app";
import { useEffect, useState } from "react";
import { isLastKnown } from "@/api/lastKnown";
import type { LiveState } from "@/api/liveStream";
import { useCommunity, useUserId, useViewerZone } from "@/api/queries";
import { type QueuedAnswer, useQueuedAnswers } from "@/api/queuedAnswers";
import { isOnline, viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { formatTime } from "@/lib/zones";
import styles from "./ConnectionLine.module.css";

/** A drop that is mended at once is nobody's concern. */
const QUIET_FOR = 1_000;

/** Says when what is shown may be behind, above everything that it concerns. */
export function ConnectionLine({ state }: { state: LiveState }) {
  const [shown, setShown] = useState<LiveState>("open");
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(state), state === "open" ? 0 : QUIET_FOR);
    return () => window.clearTimeout(timer);
  }, [state]);

  const queued = useQueuedAnswers(useUserId());
  const [only] = queued;
  const zone = useViewerZone();
  const readAt = useCommunity().dataUpdatedAt;

  return (
    <div role="status" className={styles.place}>
      {shown !== "open" && shown !== "connecting" && (
        <p className={styles.line}>{wordsFor(shown, readAt, zone)}</p>
      )}
      {only && <p className={styles.line}>{queuedWords(only, queued.length)}</p>}
    </div>
  );
}

function queuedWords(answer: QueuedAnswer, count: number): string {
  if (count > 1) return t("answers-queued", { count });
  return t("answer-queued", { date: formatDate(answer.date, "short", viewerLocale()) });
}

function wordsFor(state: "reconnecting" | "polling", readAt: number, zone: string): string {
  const time = formatTime(readAt, zone, viewerLocale());
  if (!isOnline()) return t("offline", { time });
  if (isLastKnown(readAt)) return t("cut-off", { time });
  return state === "reconnecting" ? t("reconnecting") : t("polling");
}
