import { t } from "words:forecast";
import { useCommunity } from "@/api/queries";
import type { IsoDate } from "@/api/types";
import { dispensable } from "@/components/optional";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { useForecast } from "./api/useForecast";
import styles from "./ForecastLine.module.css";
import { groundOf, percentOf } from "./ground";

const NEEDED = 8;

function useForecastOf(date: IsoDate | undefined) {
  const today = useCommunity().data?.today;
  return useForecast(today).data?.days.find((day) => day.date === date);
}

/** Whether there will be enough tonight, and what makes it likely. */
export function ForecastLine({ date }: { date: IsoDate | undefined }) {
  const said = useForecastOf(date);
  if (said?.chance == null) {
    if (said?.why_not !== "too_early") return null;
    return <p className={styles.ground}>{t("too-early", { known: said.evenings_known, needed: NEEDED })}</p>;
  }
  return (
    <p className={styles.line}>
      <span className={styles.said}>
        {t.rich("chance-of-session", {
          chance: (
            <strong className={styles.chance}>{t("chance", { percent: percentOf(said.chance) })}</strong>
          ),
        })}
      </span>
      <span className={styles.ground}>{groundOf(said)}</span>
    </p>
  );
}

/** The same of a day in a list: the number alone. Nothing where nothing is said. */
export const DayForecast = dispensable(ChanceOfDay);

function ChanceOfDay({ date }: { date: IsoDate | undefined }) {
  const said = useForecastOf(date);
  if (said?.chance == null) return null;
  const percent = percentOf(said.chance);
  return (
    <span className={styles.day} title={groundOf(said)}>
      <span aria-hidden="true">{t("chance-brief", { percent })}</span>
      <VisuallyHidden>, {t("chance-short", { percent })}</VisuallyHidden>
    </span>
  );
}
