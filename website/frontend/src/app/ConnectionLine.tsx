import { t } from "words:app";
import { useEffect, useState } from "react";
import type { LiveState } from "@/api/liveStream";
import { isOnline } from "@/lib/browser";
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

  return (
    <div role="status" className={styles.place}>
      {shown !== "open" && shown !== "connecting" && <p className={styles.line}>{wordsFor(shown)}</p>}
    </div>
  );
}

function wordsFor(state: "reconnecting" | "polling"): string {
  if (!isOnline()) return t("offline");
  return state === "reconnecting" ? t("reconnecting") : t("polling");
}
