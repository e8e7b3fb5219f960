import { t } from "words:history";
import type { PastEvenings } from "@/api/types";
import { Card } from "@/components/Card";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import styles from "./History.module.css";

const A_MONDAY = Date.UTC(2024, 0, 1);
const A_DAY = 24 * 60 * 60 * 1000;

/** What the weekdays are mostly like. */
export function WeekdaysCard({ weekdays }: Pick<PastEvenings, "weekdays">) {
  const name = dateFormat(viewerLocale(), { weekday: "long", timeZone: "UTC" });
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
              <th scope="row">{name.format(A_MONDAY + weekday * A_DAY)}</th>
              <td>{evenings === 0 ? t("none") : t("played-of", { count: played, of: evenings })}</td>
              <td>{mean_came ?? t("none")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
