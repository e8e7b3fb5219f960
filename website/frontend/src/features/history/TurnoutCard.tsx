import { t } from "words:history";
import type { PastEvening } from "@/api/types";
import { Card } from "@/components/Card";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { formatDate } from "@/lib/dates";
import { decimal } from "@/lib/numbers";
import { mean, type Week, weeksOf } from "./evenings";
import styles from "./History.module.css";

const HEIGHT = 160;
const RADIUS = 3.5;

/** How many said yes and how many came over the weeks, as a chart and as a table. */
export function TurnoutCard({ evenings }: { evenings: readonly PastEvening[] }) {
  const weeks = weeksOf(evenings);
  const known = weeks.filter(({ evenings }) => evenings > 0);
  const first = known[0];
  const last = known.at(-1);
  const locale = viewerLocale();
  const day = dateFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  return (
    <Card heading={t("turnout")}>
      {first && last ? (
        <>
          <p className={styles.quiet}>{t("turnout-hint")}</p>
          <Chart
            weeks={weeks}
            label={t("turnout-summary", {
              first: formatDate(first.monday, "short", locale),
              last: formatDate(last.monday, "short", locale),
              said: mean(known.map(({ saidYes }) => saidYes)) ?? 0,
              came: mean(known.map(({ came }) => came)) ?? 0,
            })}
          />
          <ul className={styles.legend}>
            <li>
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <rect x="4" y="2" width="8" height="13" rx="1" className={styles.bar} />
              </svg>
              {t("came")}
            </li>
            <li>
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <circle cx="8" cy="8" r="4.5" className={styles.ring} />
              </svg>
              {t("said-yes")}
            </li>
          </ul>
          <details className={styles.fold}>
            <summary>{t("as-table")}</summary>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{t("week-of")}</th>
                  <th scope="col">{t("evenings")}</th>
                  <th scope="col">{t("said-yes")}</th>
                  <th scope="col">{t("came")}</th>
                </tr>
              </thead>
              <tbody>
                {[...weeks].reverse().map((week) => (
                  <tr key={week.monday}>
                    <th scope="row">{day.format(new Date(`${week.monday}T00:00:00Z`))}</th>
                    <td>{week.evenings}</td>
                    <td>{meanInWords(week.saidYes)}</td>
                    <td>{meanInWords(week.came)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      ) : (
        <p className={styles.quiet}>{t("nothing-yet")}</p>
      )}
    </Card>
  );
}

function meanInWords(mean: number | null): string {
  return mean === null ? t("none") : decimal(mean, 1, 1);
}

/** Widths are shares of what there is, heights are pixels: so letters and marks keep their size on every screen. */
function Chart({ weeks, label }: { weeks: readonly Week[]; label: string }) {
  const highest = Math.max(...weeks.flatMap(({ saidYes, came }) => [saidYes ?? 0, came ?? 0]));
  const top = Math.max(4, 2 * Math.ceil(highest / 2));
  const x = (place: number) => `${(place / weeks.length) * 100}%`;
  const y = (count: number) => RADIUS + 1 + (1 - count / top) * (HEIGHT - RADIUS - 1);
  const month = dateFormat(viewerLocale(), { month: "short", timeZone: "UTC" });
  const months = weeks.map(({ monday }) => month.format(new Date(`${monday}T00:00:00Z`)));
  const names = months.map((name, place) => (name === months[place - 1] ? "" : name));
  return (
    <div className={styles.chart}>
      <div aria-hidden="true" className={styles.scale}>
        {[top, top / 2, 0].map((count) => (
          <span key={count} style={{ insetBlockStart: y(count) }}>
            {count}
          </span>
        ))}
      </div>
      <svg role="img" aria-label={label} width="100%" height={HEIGHT + 1}>
        {[top, top / 2, 0].map((count) => (
          <line key={count} x1="0" x2="100%" y1={y(count)} y2={y(count)} className={styles.grid} />
        ))}
        {weeks.map(({ monday, came, saidYes }, place) => (
          <g key={monday}>
            {came !== null && (
              <rect
                x={x(place + 0.2)}
                width={x(0.6)}
                y={y(came)}
                height={y(0) - y(came)}
                className={styles.bar}
              />
            )}
            {saidYes !== null && (
              <circle cx={x(place + 0.5)} cy={y(saidYes)} r={RADIUS} className={styles.ring} />
            )}
          </g>
        ))}
      </svg>
      <div aria-hidden="true" className={styles.months}>
        {names.map((name, place) =>
          // A month that begins at the very end has no room for its name.
          name !== "" && place > 0 && place < weeks.length - 1 ? (
            <span key={weeks[place]?.monday} style={{ insetInlineStart: x(place) }}>
              {name}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}
