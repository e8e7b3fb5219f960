import { t } from "words:forecast";
import { useState } from "react";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { decimal } from "@/lib/numbers";
import { clockTime } from "@/lib/zones";
import { useForecastRecord } from "./api/useForecast";
import { fifthsOf, type HourRecord, known, sentenceOf, tellingFifth } from "./calibration";
import styles from "./ForecastRecord.module.css";
import { percentOf } from "./ground";

const SIX = 18;

/** What was said of evenings at an hour of their day, and what came of them: a sentence, a plot and a table. */
export function ForecastRecord() {
  const record = useForecastRecord().data;
  const [hour, setHour] = useState(SIX);
  const shown = record?.hours.find((each) => each.hour === hour);
  return (
    <Card heading={t("record")} busy={record === undefined}>
      {shown === undefined ? (
        <Skeleton>{t("record-none")}</Skeleton>
      ) : (
        <>
          {record?.hours.some(({ evenings }) => evenings > 0) && (
            <label className={styles.hour}>
              <span>{t("record-hour")}</span>
              <select
                value={hour}
                onChange={(event) => setHour(Number(event.target.value))}
                className={styles.input}
              >
                {record.hours.map((each) => (
                  <option key={each.hour} value={each.hour}>
                    {clockTime(`${each.hour}:00`, viewerLocale())}
                  </option>
                ))}
              </select>
            </label>
          )}
          {shown.evenings === 0 ? <p>{t("record-none")}</p> : <OfHour record={shown} />}
        </>
      )}
    </Card>
  );
}

function OfHour({ record }: { record: HourRecord }) {
  const telling = tellingFifth(record);
  return (
    <>
      {telling && <p>{sentenceOf(telling)}</p>}
      <div className={styles.both}>
        <Plot record={record} />
        <Table record={record} />
      </div>
      {record.brier !== null && (
        <p className={styles.quiet}>
          {t("record-score", {
            score: scoreInWords(record.brier),
            evenings: record.evenings,
            weekday: scoreInWords(record.brier_weekday),
            count: scoreInWords(record.brier_count),
          })}
        </p>
      )}
    </>
  );
}

const SIDE = 100;
const MOST_RADIUS = 8;
const LEAST_RADIUS = 2;

/** A disc a tenth, the larger the more evenings; on the line what was said is what came. */
function Plot({ record }: { record: HourRecord }) {
  const tenths = known(record);
  const most = Math.max(...tenths.map(({ evenings }) => evenings));
  const sentences = fifthsOf(record).map(sentenceOf).join(" ");
  return (
    <svg
      viewBox={`-14 -${MOST_RADIUS} ${SIDE + 14 + MOST_RADIUS} ${SIDE + MOST_RADIUS + 16}`}
      role="img"
      aria-label={t("record-plot", { sentences })}
      className={styles.plot}
    >
      <rect x="0" y="0" width={SIDE} height={SIDE} className={styles.field} />
      <line x1="0" y1={SIDE} x2={SIDE} y2="0" className={styles.same} />
      {tenths.map(({ least, said, played, evenings }) => (
        <circle
          key={least}
          cx={(said ?? 0) * SIDE}
          cy={SIDE - (played / evenings) * SIDE}
          r={Math.max(LEAST_RADIUS, MOST_RADIUS * Math.sqrt(evenings / most))}
          className={styles.disc}
        />
      ))}
      <text x="0" y={SIDE + 9} className={styles.label}>
        0 %
      </text>
      <text x={SIDE / 2} y={SIDE + 9} textAnchor="middle" className={styles.label}>
        {t("axis-said")}
      </text>
      <text x={SIDE} y={SIDE + 9} textAnchor="end" className={styles.label}>
        100 %
      </text>
      <text
        x="-4"
        y={SIDE / 2}
        textAnchor="middle"
        transform={`rotate(-90 -4 ${SIDE / 2})`}
        className={styles.label}
      >
        {t("axis-played")}
      </text>
    </svg>
  );
}

function Table({ record }: { record: HourRecord }) {
  return (
    <details className={styles.details}>
      <summary className={styles.summary}>{t("show-table")}</summary>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("table-called")}</th>
            <th scope="col">{t("table-evenings")}</th>
            <th scope="col">{t("table-played")}</th>
          </tr>
        </thead>
        <tbody>
          {known(record).map(({ least, most, evenings, played }) => (
            <tr key={least}>
              <th scope="row">{t("table-range", { least, most })}</th>
              <td>{evenings}</td>
              <td>
                {played}{" "}
                <span className={styles.quiet}>
                  {t("table-part", { percent: percentOf(played / evenings) })}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function scoreInWords(score: number | null): string {
  return score === null ? "–" : decimal(score, 2, 2);
}
