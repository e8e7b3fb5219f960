import { t } from "words:channels";
import type { IsoDate, PromotionPreferences, Settings } from "@/api/types";
import { Card } from "@/components/Card";
import { viewerLocale } from "@/lib/browser";
import { Notices } from "./Notices";
import styles from "./Notifications.module.css";
import { sentenceOf, summaryOf } from "./summary";

interface SummaryProps {
  settings: Settings;
  preferences: PromotionPreferences;
  threshold: number;
  /** Until when they are away; null where they are here. */
  away: IsoDate | null;
  /** The message that is asked about, by the reference in its link. */
  reference: string | null;
}

/** What the settings come to: one sentence, then each kind of message. */
export function Summary({ settings, preferences, threshold, away, reference }: SummaryProps) {
  const locale = viewerLocale();
  return (
    <Card heading={t("receive")}>
      <p className={styles.sentence}>{sentenceOf(settings, preferences, locale, away).join(" ")}</p>
      <details className={styles.lines}>
        <summary>{t("line-by-line")}</summary>
        <dl className={styles.summary}>
          {summaryOf(settings, preferences, { threshold }, locale).map(({ what, how, gets }) => (
            <div key={what} className={styles.summaryLine}>
              <dt>{what}</dt>
              <dd className={gets ? undefined : styles.quiet}>{how}</dd>
            </div>
          ))}
        </dl>
      </details>
      <Notices reference={reference} />
    </Card>
  );
}
