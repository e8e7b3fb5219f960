import type { PromotionPreferences, Settings } from "@/api/types";
import { viewerLocale } from "@/lib/browser";
import { Group } from "./Group";
import { Notices } from "./Notices";
import styles from "./Notifications.module.css";
import { summaryOf } from "./summary";

interface SummaryProps {
  settings: Settings;
  preferences: PromotionPreferences;
  threshold: number;
}

/** What the settings come to, spelled out. */
export function Summary({ settings, preferences, threshold }: SummaryProps) {
  const lines = summaryOf(settings, preferences, { threshold }, viewerLocale());
  return (
    <Group heading="What you would receive">
      <dl className={styles.summary}>
        {lines.map(({ what, how }) => (
          <div key={what} className={styles.summaryLine}>
            <dt>{what}</dt>
            <dd className={how === null ? styles.quiet : undefined}>
              {how ?? (what === "Quiet hours" ? "None." : "Nothing.")}
            </dd>
          </div>
        ))}
      </dl>
      <Notices />
    </Group>
  );
}
