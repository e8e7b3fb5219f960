import { t } from "words:campaigns";
import type { CSSProperties } from "react";
import { viewerLocale } from "@/lib/browser";
import { dayOfMonth } from "./dayOfMonth";
import styles from "./TurnoutChart.module.css";
import { averagePercent, FEWEST_TO_COMPARE, type Turnout, turnoutInWords } from "./turnout";

/** How many came to voice of those who said yes, a bar an evening, each with its numbers and its day. */
export function TurnoutChart({ turnouts }: { turnouts: readonly Turnout[] }) {
  if (turnouts.length < FEWEST_TO_COMPARE) return <p className={styles.quiet}>{t("turnout-later")}</p>;
  const most = Math.max(...turnouts.map((turnout) => turnout.expected));
  return (
    <>
      <p>
        <span className={styles.figure}>{t("turnout-figure", { percent: averagePercent(turnouts) })}</span>{" "}
        <span className={styles.quiet}>{t("turnout-came", { campaigns: turnouts.length })}</span>
      </p>
      <div role="img" aria-label={turnoutInWords(turnouts, viewerLocale())} className={styles.chart}>
        {[...turnouts].reverse().map((turnout) => (
          <Bar key={turnout.id} turnout={turnout} most={most} />
        ))}
      </div>
      <p className={styles.legend} aria-hidden="true">
        <span className={styles.keyPresent}>{t("turnout-key-present")}</span>
        <span className={styles.keyExpected}>{t("turnout-key-expected")}</span>
      </p>
    </>
  );
}

function Bar({ turnout: { date, expected, present }, most }: { turnout: Turnout; most: number }) {
  const shares = { "--expected": expected / most, "--present": present / most } as CSSProperties;
  const { day, month } = dayOfMonth(date, viewerLocale());
  return (
    <span className={styles.bar}>
      <span className={styles.plot} style={shares}>
        <span className={styles.value}>
          <strong>{present}</strong>
          <span>{t("turnout-of", { expected })}</span>
        </span>
        <span className={styles.expected}>
          <span className={styles.present} />
        </span>
      </span>
      <span className={styles.day}>
        <span>{day}</span>
        <span>{month}</span>
      </span>
    </span>
  );
}
