import { t } from "words:weekdays";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { sentenceOf } from "@/api/errors";
import { weekdayName } from "@/lib/weekdays";
import { Button } from "./Button";
import styles from "./ByWeekday.module.css";
import { Card } from "./Card";
import { SaveProblem } from "./SaveProblem";
import { Skeleton } from "./Skeleton";

interface ByWeekdayProps<Data> {
  heading: string;
  note: string;
  query: UseQueryResult<Data>;
  /** A `Weekday` for each. */
  children: (data: Data) => ReactNode;
}

/** Settings by weekday: a card that says what they are for, and a list. */
export function ByWeekday<Data>({ heading, note, query, children }: ByWeekdayProps<Data>) {
  return (
    <Card heading={heading} busy={query.isPending}>
      <p className={styles.note}>{note}</p>
      {query.data !== undefined ? (
        <ul className={styles.list}>{children(query.data)}</ul>
      ) : query.isError ? (
        <div className={styles.problem} role="alert">
          <p>{sentenceOf(query.error)}</p>
          <Button onPress={() => void query.refetch()}>{t("try-again")}</Button>
        </div>
      ) : (
        <Skeleton>{note}</Skeleton>
      )}
    </Card>
  );
}

interface WeekdayProps {
  /** 0 Monday to 6 Sunday. */
  weekday: number;
  /** Why the last change was not saved, and the member of the body that it is about. */
  error: Error | null;
  field: string;
  children: ReactNode;
}

/** One weekday of them, called by its name. */
export function Weekday({ weekday, error, field, children }: WeekdayProps) {
  const headingId = useId();
  return (
    <li>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a line */}
      <div role="group" aria-labelledby={headingId} className={styles.weekday}>
        <h3 id={headingId} className={styles.day}>
          {weekdayName(weekday)}
        </h3>
        {children}
        <SaveProblem error={error} field={field} />
      </div>
    </li>
  );
}
