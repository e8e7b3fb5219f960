import { t } from "words:history";
import { useState } from "react";
import type { IsoDate, PastEvening } from "@/api/types";
import { Card } from "@/components/Card";
import { viewerLocale } from "@/lib/browser";
import { dateFormat } from "@/lib/dateFormats";
import { addDays, formatDate, monthOf } from "@/lib/dates";
import { EveningMark, stateInWords } from "./EveningMark";
import { type EveningState, mondayOf, stateOf } from "./evenings";
import history from "./History.module.css";
import styles from "./MonthCard.module.css";

interface MonthCardProps {
  today: IsoDate;
  evenings: readonly PastEvening[];
  chosen: IsoDate | null;
  onChoose: (day: IsoDate) => void;
}

const LEGEND = ["played", "short", "no-session", "unknown"] as const satisfies readonly EveningState[];

/** A month of evenings, what each was like, and the way to the months before it. */
export function MonthCard({ today, evenings, chosen, onChoose }: MonthCardProps) {
  const [shown, setShown] = useState(chosen ?? today);
  const locale = viewerLocale();
  const { first, last } = monthOf(shown);
  const byDate = new Map(evenings.map((evening) => [evening.date, evening]));
  const earliest = evenings.at(-1)?.date ?? today;
  const month = dateFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const days: IsoDate[] = [];
  for (let day = mondayOf(first); day <= last; day = addDays(day, 1)) days.push(day);
  const weekdays = days.slice(0, 7);
  const blank = days.indexOf(first);

  return (
    <Card heading={t("calendar")}>
      <div className={styles.monthHeader}>
        <button
          type="button"
          aria-label={t("earlier")}
          disabled={first <= earliest}
          onClick={() => setShown(addDays(first, -1))}
          className={styles.turn}
        >
          <Chevron path="M10 3 5 8l5 5" />
        </button>
        <h3 aria-live="polite" className={styles.month}>
          {month.format(new Date(`${first}T00:00:00Z`))}
        </h3>
        <button
          type="button"
          aria-label={t("later")}
          disabled={last >= today}
          onClick={() => setShown(addDays(last, 1))}
          className={styles.turn}
        >
          <Chevron path="m6 3 5 5-5 5" />
        </button>
      </div>
      <div className={styles.days}>
        {weekdays.map((day) => (
          <span key={day} aria-hidden="true" className={styles.weekday}>
            {formatDate(day, "weekday", locale)}
          </span>
        ))}
        {days.slice(0, blank).map((day) => (
          <span key={day} />
        ))}
        {days.slice(blank).map((day) => (
          <DayCell
            key={day}
            day={day}
            evening={byDate.get(day)}
            chosen={day === chosen}
            isPast={day <= today}
            onChoose={onChoose}
          />
        ))}
      </div>
      <ul className={history.legend}>
        {LEGEND.map((state) => (
          <li key={state}>
            <EveningMark state={state} />
            {stateInWords(state)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface DayCellProps {
  day: IsoDate;
  evening: PastEvening | undefined;
  chosen: boolean;
  isPast: boolean;
  onChoose: (day: IsoDate) => void;
}

function DayCell({ day, evening, chosen, isPast, onChoose }: DayCellProps) {
  const number = Number(day.slice(8));
  if (!isPast) return <span className={styles.ahead}>{number}</span>;
  const state = evening && stateOf(evening);
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={labelOf(day, evening)}
      onClick={() => onChoose(day)}
      className={styles.day}
    >
      <span className={styles.number}>{number}</span>
      <span className={styles.what}>
        {state && <EveningMark state={state} />}
        {evening?.came != null && <span>{evening.came}</span>}
      </span>
    </button>
  );
}

function labelOf(date: IsoDate, evening: PastEvening | undefined): string {
  const day = formatDate(date, "long", viewerLocale());
  if (!evening) return t("cell-nothing", { day });
  const state = stateInWords(stateOf(evening));
  const { came, said_yes: said } = evening;
  if (came === null || said === null) return t("cell", { day, state });
  return t("cell-known", { day, state, came, said });
}

function Chevron({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
