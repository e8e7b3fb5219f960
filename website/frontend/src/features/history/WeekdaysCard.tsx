import { t } from "words:history";
import type { PastEvenings } from "@/api/types";
import { Card } from "@/components/Card";
import { decimal } from "@/lib/numbers";
import { weekdayName } from "@/lib/weekdays";
import styles from "./History.module.css";

/** What the weekdays are mostly like. */
export function WeekdaysCard({ weekdays }: Pick<PastEvenings, "weekdays">) {
  return (
    <Card heading={t("typical")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("weekday")}</th>
            <th scope="col">{t("played")}</th>
            <th scope="col">{t("mean-came")}</th>
          </tr>
        </thead>
        <tbody>
          {weekdays.map(({ weekday, evenings, played, mean_came }) => (
            <tr key={weekday}>
              <th scope="row">{weekdayName(weekday)}</th>
              <td>{evenings === 0 ? t("none") : t("played-of", { count: played, of: evenings })}</td>
              <td>{mean_came === null ? t("none") : decimal(mean_came, 1, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
